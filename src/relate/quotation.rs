//! Quotations: which tokens stand between quotation marks.

use super::tree::Tree;

/// For every token, the number of the quotation it stands in; marks themselves and the rest have none.
///
/// A straight mark opens and closes in turn; an opening mark that is never closed ends with its paragraph, so that one
/// stray mark cannot turn the rest of the article inside out. A paragraph that opens with a mark inside an open quotation
/// carries it on, as newspapers print long statements.
pub(super) fn quotations(tree: &Tree) -> Vec<Option<usize>> {
    let mut out = vec![None; tree.len()];
    let text = tree.document.text();
    let tokens = tree.document.tokens();
    let mut open: Option<(usize, usize)> = None;
    let mut count = 0;
    for t in 0..tree.len() {
        let gap_start = if t == 0 { 0 } else { tokens[t - 1].span.end() };
        let paragraph = text[gap_start..tokens[t].span.start()].contains('\n');
        if paragraph {
            open = None;
        }
        match tree.form(t) {
            "“" | "``" => {
                open = Some((t, count));
                count += 1;
            }
            "”" | "''" => open = None,
            "\"" => {
                if open.is_some() {
                    open = None;
                } else {
                    open = Some((t, count));
                    count += 1;
                }
            }
            _ => out[t] = open.map(|(_, q)| q),
        }
    }
    out
}

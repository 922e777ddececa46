//! When standard output is coloured.

use std::io::IsTerminal;

/// When to colour what is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Colour {
    /// On a terminal, unless NO_COLOR is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

impl Colour {
    /// Whether standard output is to be coloured.
    pub fn on_stdout(self) -> bool {
        match self {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                std::io::stdout().is_terminal()
                    && std::env::var_os("NO_COLOR").is_none_or(|v| v.is_empty())
            }
        }
    }
}

/// A report with the headings of its tables bold and its notes on intervals dim. A heading is the first line, and every
/// line after a blank one.
pub fn with_headings(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 256);
    let mut heading = true;
    for line in text.lines() {
        match line.find("  95 % [") {
            _ if line.is_empty() => {}
            _ if heading => out.push_str(&format!("\x1b[1m{line}\x1b[0m")),
            Some(at) => out.push_str(&format!("{}\x1b[2m{}\x1b[0m", &line[..at], &line[at..])),
            None => out.push_str(line),
        }
        heading = line.is_empty();
        out.push('\n');
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn headings_and_intervals_stand_out_and_nothing_else_changes() {
        let text = "scores\nF1  0.5  95 % [0.4, 0.6]\n\nby type\nORG  1\n";
        let coloured = super::with_headings(text);
        assert_eq!(
            coloured,
            "\x1b[1mscores\x1b[0m\nF1  0.5\x1b[2m  95 % [0.4, 0.6]\x1b[0m\n\n\x1b[1mby type\x1b[0m\nORG  1\n"
        );
        let plain = ["1", "2", "0"]
            .iter()
            .fold(coloured, |text, code| text.replace(&format!("\x1b[{code}m"), ""));
        assert_eq!(plain, text);
    }
}

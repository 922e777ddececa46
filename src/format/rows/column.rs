//! What a table's columns are, and how each is taken from a record.

use super::{Article, Cell, ColumnType};
use crate::format::jsonl::Entity;

/// The head of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading {
    /// Its name: lower case, words joined by `_`, unique in its table.
    pub name: &'static str,
    /// What its values are.
    pub ty: ColumnType,
    /// What it says, for a person.
    pub about: &'static str,
}

/// One item of a record, where it stands.
pub(super) struct At<'r, T> {
    /// The record and what is known of it.
    pub article: &'r Article<'r>,
    /// Its index among the record's items of its kind.
    pub index: usize,
    /// The item.
    pub item: &'r T,
}

/// A column of the table of all `T`.
pub(super) struct Column<T: 'static> {
    pub heading: Heading,
    take: for<'r> fn(&At<'r, T>) -> Cell<'r>,
}

/// A column that `take` fills.
pub(super) const fn column<T>(
    name: &'static str,
    ty: ColumnType,
    about: &'static str,
    take: for<'r> fn(&At<'r, T>) -> Cell<'r>,
) -> Column<T> {
    Column { heading: Heading { name, ty, about }, take }
}

/// Columns in groups, as a table's source lists them.
pub(super) type Columns<T> = &'static [&'static [Column<T>]];

/// The heads of all columns.
pub(super) fn headings<T>(columns: Columns<T>) -> Vec<Heading> {
    columns.iter().copied().flatten().map(|column| column.heading).collect()
}

/// One row an item, in their order.
pub(super) fn rows<'r, T>(
    columns: Columns<T>,
    article: &'r Article<'r>,
    items: &'r [T],
) -> Vec<Vec<Cell<'r>>> {
    let row = |(index, item): (usize, &'r T)| {
        let at = At { article, index, item };
        columns.iter().copied().flatten().map(|column| (column.take)(&at)).collect()
    };
    items.iter().enumerate().map(row).collect()
}

impl<'r, T> At<'r, T> {
    /// The entity with this index; `None` without one, and where the record has no entities.
    pub fn entity(&self, index: Option<usize>) -> Option<&'r Entity> {
        self.article.record.entities.as_ref()?.get(index?)
    }
}

/// An entity's name.
pub(super) fn name(entity: Option<&Entity>) -> Cell<'_> {
    Cell::optional(entity.map(|e| e.name.as_str()))
}

/// An entity's type.
pub(super) fn ty(entity: Option<&Entity>) -> Cell<'static> {
    Cell::optional(entity.map(|e| e.ty.as_str()))
}

/// An entity's country.
pub(super) fn country(entity: Option<&Entity>) -> Cell<'_> {
    Cell::optional(entity.and_then(|e| e.country.as_ref()).map(|c| c.as_str()))
}

/// The part that an entity plays.
pub(super) fn role(entity: Option<&Entity>) -> Cell<'static> {
    Cell::optional(entity.and_then(|e| e.role).map(|role| role.as_str()))
}

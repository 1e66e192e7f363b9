//! Aligned tables: words to the left, figures to the right, a line under the head.

use comfy_table::{Cell, CellAlignment, Row, Table, TableStyle};
use comfy_table::{ContentArrangement, ContentLineStyle, LineStyle};

/// A table being written; its first column is words, the others are figures unless said otherwise.
pub(super) struct Figures {
    table: Table,
    words: Vec<usize>,
}

impl Figures {
    pub(super) fn new<T: ToString>(head: impl IntoIterator<Item = T>) -> Figures {
        let mut table = Table::new();
        let style = TableStyle::new()
            .header_lines(ContentLineStyle::none())
            .header_separator(LineStyle::none().fill('─').junction('─'))
            .content_lines(ContentLineStyle::none());
        table.load_style(style);
        table.set_header(Row::from(head.into_iter().map(Cell::new).collect::<Vec<Cell>>()));
        Figures { table, words: vec![0] }
    }

    /// These columns are words too.
    pub(super) fn words(mut self, columns: &[usize]) -> Figures {
        self.words.extend_from_slice(columns);
        self
    }

    /// Within so many columns of text: what is longer goes on below.
    pub(super) fn within(mut self, width: u16) -> Figures {
        self.table.set_content_arrangement(ContentArrangement::Dynamic).set_width(width);
        self
    }

    pub(super) fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.table.add_row(Row::from(cells.into_iter().map(Cell::new).collect::<Vec<Cell>>()));
    }

    /// The table as text, without blanks at the ends of lines.
    pub(super) fn text(mut self) -> String {
        for (i, column) in self.table.column_iter_mut().enumerate() {
            let alignment = if self.words.contains(&i) { CellAlignment::Left } else { CellAlignment::Right };
            column.set_cell_alignment(alignment);
        }
        let mut text = self.table.trim_fmt();
        text.push('\n');
        text
    }
}

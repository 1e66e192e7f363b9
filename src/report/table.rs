//! Aligned tables: words to the left, figures to the right, a line under the head, and no line longer than a page is wide.

use comfy_table::{Cell, CellAlignment, ColumnConstraint, ContentArrangement, Row, Table, TableStyle};
use comfy_table::{ContentLineStyle, LineStyle};

/// The width of a page, in characters.
pub(super) const WIDTH: usize = 100;

/// Between two columns.
const GAP: usize = 2;

/// The least that words are broken into.
const LEAST_WORDS: usize = 12;

/// A table being written; its first column is words, the others are figures unless said otherwise.
pub(super) struct Figures {
    head: Vec<String>,
    rows: Vec<Vec<String>>,
    words: Vec<usize>,
}

impl Figures {
    pub(super) fn new<T: ToString>(head: impl IntoIterator<Item = T>) -> Figures {
        let head = head.into_iter().map(|name| name.to_string()).collect();
        Figures { head, rows: Vec::new(), words: vec![0] }
    }

    /// These columns are words too.
    pub(super) fn words(mut self, columns: &[usize]) -> Figures {
        self.words.extend_from_slice(columns);
        self
    }

    pub(super) fn row<T: ToString>(&mut self, cells: impl IntoIterator<Item = T>) {
        self.rows.push(cells.into_iter().map(|cell| cell.to_string()).collect());
    }

    /// The table as text, without blanks at the ends of lines. Words are broken where it is too wide for a page; where that is
    /// not enough, it goes on below with its first column again.
    pub(super) fn text(self) -> String {
        let columns: Vec<usize> = (0..self.head.len()).collect();
        let widths: Vec<usize> =
            self.table(&columns).column_max_content_widths().into_iter().map(usize::from).collect();
        let parts: Vec<String> =
            self.parts(&widths).iter().map(|columns| self.part(columns, &widths)).collect();
        parts.join("\n")
    }

    /// The columns that go beside each other.
    fn parts(&self, widths: &[usize]) -> Vec<Vec<usize>> {
        let least = |column: usize| match self.words.contains(&column) {
            true => widths[column].min(LEAST_WORDS) + GAP,
            false => widths[column] + GAP,
        };
        let (mut parts, mut used) = (vec![vec![0]], least(0));
        for column in 1..self.head.len() {
            if used + least(column) >= WIDTH + GAP {
                parts.push(vec![0]);
                used = least(0);
            }
            used += least(column);
            parts.last_mut().into_iter().for_each(|part| part.push(column));
        }
        parts
    }

    fn part(&self, columns: &[usize], widths: &[usize]) -> String {
        let mut table = self.table(columns);
        let whole: usize = columns.iter().map(|column| widths[*column] + GAP).sum();
        if whole >= WIDTH + GAP {
            table.set_content_arrangement(ContentArrangement::Dynamic).set_width(WIDTH as u16);
        }
        for (number, column) in table.column_iter_mut().enumerate() {
            let is_words = self.words.contains(&columns[number]);
            column.set_padding((0, GAP as u16 - 1)); // One more stands between two columns anyhow.
            column.set_cell_alignment(if is_words { CellAlignment::Left } else { CellAlignment::Right });
            if !is_words {
                column.set_constraint(ColumnConstraint::ContentWidth);
            }
        }
        let mut text = table.trim_fmt();
        text.push('\n');
        text
    }

    fn table(&self, columns: &[usize]) -> Table {
        let mut table = Table::new();
        let style = TableStyle::new()
            .header_lines(ContentLineStyle::none())
            .header_separator(LineStyle::none().fill('─').junction('─'))
            .content_lines(ContentLineStyle::none());
        table.load_style(style);
        let row = |cells: &[String]| {
            let cell = |column: &usize| Cell::new(cells.get(*column).map_or("", String::as_str));
            Row::from(columns.iter().map(cell).collect::<Vec<Cell>>())
        };
        table.set_header(row(&self.head));
        self.rows.iter().for_each(|cells| {
            table.add_row(row(cells));
        });
        table
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn longest(text: &str) -> usize {
        text.lines().map(|line| line.chars().count()).max().unwrap_or_default()
    }

    #[test]
    fn words_left_figures_right() {
        let mut table = Figures::new(["", "yuan", "why"]).words(&[2]);
        table.row(["a", "1,000.00", "so"]);
        table.row(["bb", "1.00", "as ever"]);
        let expected =
            ["        yuan  why", "──────────────────────", "a   1,000.00  so", "bb      1.00  as ever"];
        assert_eq!(table.text().lines().map(str::trim_end).collect::<Vec<_>>(), expected);
    }

    #[test]
    fn long_words_are_broken_and_figures_are_not() {
        let mut table = Figures::new(["no.", "yuan", "why"]).words(&[2]);
        table.row(["1".to_string(), "1".repeat(40), "because ".repeat(20)]);
        let text = table.text();
        assert!(longest(&text) <= WIDTH && text.contains(&"1".repeat(40)), "{text}");
        assert_eq!(text.matches("because").count(), 20);
    }

    #[test]
    fn too_many_figures_go_on_below() {
        let mut table = Figures::new((0..12).map(|n| format!("column {n}")));
        table.row((0..12).map(|n| format!("{n},000,000.00")));
        let text = table.text();
        assert!(longest(&text) <= WIDTH, "{text}");
        assert_eq!(text.matches("column 0").count(), 2, "{text}");
        assert!((0..12).all(|n| text.contains(&format!("{n},000,000.00"))));
    }
}

//! The terms of the format, read off its schema.

use std::collections::BTreeMap;

use serde_json::Value;

use super::examples::{by_definition, elements, every_term, inline, made_up};
use super::parts::{
    choices, entries, first_type, is_variant, list, named, properties, reference, required, text, uses,
};

/// The longest example that is shown whole, in characters.
const LONGEST_EXAMPLE: usize = 110;

/// One thing that a person may write.
#[derive(Debug)]
pub(super) struct Term {
    pub(super) path: String,
    pub(super) meaning: String,
    pub(super) unit: String,
    pub(super) default: String,
    pub(super) example: String,
}

/// Terms that belong together.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) meaning: String,
    pub(super) terms: Vec<Term>,
}

/// Where a term stands, and what the deal of the examples has there.
struct At<'v> {
    path: String,
    samples: Vec<&'v Value>,
}

impl<'v> At<'v> {
    fn under(&self, key: &str) -> At<'v> {
        let path = if self.path.is_empty() { key.into() } else { format!("{}.{key}", self.path) };
        At { path, samples: self.samples.iter().filter_map(|sample| sample.get(key)).collect() }
    }

    /// At each thing in a list, or under each name in a table.
    fn each(&self, each: &str) -> At<'v> {
        let samples = self.samples.iter().flat_map(|sample| elements(sample)).collect();
        At { path: format!("{}{each}", self.path), samples }
    }
}

/// The schema, and how often it refers to each of its definitions.
pub(super) struct Terms<'a> {
    schema: &'a Value,
    uses: BTreeMap<&'a str, usize>,
}

impl<'a> Terms<'a> {
    pub(super) fn new(schema: &'a Value) -> Terms<'a> {
        Terms { schema, uses: uses(schema) }
    }

    /// The kinds of numbers and the date: definitions with a unit.
    pub(super) fn exact(&self) -> impl Iterator<Item = (&'a str, &'a Value)> {
        entries(self.schema, "$defs").filter(|(_, kind)| is_exact(kind))
    }

    /// The deal as a whole, each of its parts, and what is used in several of them.
    pub(super) fn sections(&self) -> Vec<Section> {
        let example = every_term();
        let whole = At { path: String::new(), samples: vec![&example] };
        let mut sections = vec![section("The deal", self.schema, Vec::new())];
        for (key, part) in properties(self.schema) {
            let at = whole.under(key);
            sections[0].terms.push(self.term(&at, self.schema, key, part));
            let of = part.get("items").or(named(part)).unwrap_or(part);
            sections.push(section(&format!("`{key}`"), self.resolved(of), self.below(part, &at)));
        }
        let samples = by_definition(self.schema, &example);
        for (name, definition) in entries(self.schema, "$defs").filter(|(name, _)| self.is_shared(name)) {
            let samples = samples.get(name).cloned().unwrap_or_default();
            let at = At { path: format!("<{}>", words(name)), samples };
            sections.push(section(&title(name), definition, self.terms(definition, &at)));
        }
        sections.retain(|section| !section.terms.is_empty());
        sections
    }

    /// The terms of a table, or those that there is a choice of.
    fn terms(&self, schema: &'a Value, at: &At<'_>) -> Vec<Term> {
        let mut terms = Vec::new();
        for (key, property) in properties(schema) {
            let at = at.under(key);
            terms.push(self.term(&at, schema, key, property));
            terms.extend(self.below(property, &at));
        }
        if terms.is_empty() {
            terms.extend(choices(schema).flat_map(|choice| self.choice(choice, at)));
        }
        terms
    }

    /// The terms below one, unless they have a section of their own.
    fn below(&self, schema: &'a Value, at: &At<'_>) -> Vec<Term> {
        let resolved = self.resolved(schema);
        if self.target(schema).is_some_and(|name| self.is_shared(name)) || is_exact(resolved) {
            Vec::new()
        } else if let Some(items) = resolved.get("items") {
            self.below(items, &at.each("[]"))
        } else if let Some(named) = named(resolved) {
            self.below(named, &at.each(".<name>"))
        } else {
            self.terms(resolved, at)
        }
    }

    /// A term of a table. Where the table is there to name a choice, its meaning is that of the choice.
    fn term(&self, at: &At<'_>, table: &'a Value, key: &str, schema: &'a Value) -> Term {
        let meaning =
            text(schema, "description").or(text(table, "description").filter(|_| is_variant(table)));
        Term {
            path: at.path.clone(),
            meaning: meaning.unwrap_or_default().into(),
            unit: self.unit(schema),
            default: default(table, key, schema),
            example: self.example(schema, at),
        }
    }

    /// The terms of one choice: a word, a table, or something else that stands for itself.
    fn choice(&self, choice: &'a Value, at: &At<'_>) -> Vec<Term> {
        if choice.get("properties").is_some() {
            return self.terms(choice, at);
        }
        let word = choice.get("const").map(Value::to_string);
        let path = word.as_ref().map_or(at.path.clone(), |word| format!("{} = {word}", at.path));
        let term = Term {
            path,
            meaning: text(choice, "description").unwrap_or_default().into(),
            unit: self.unit(choice),
            default: "choice".into(),
            example: word.unwrap_or_else(|| self.example(choice, at)),
        };
        std::iter::once(term).chain(self.below(choice, at)).collect()
    }

    /// What a value is counted in, or else what kind of value it is.
    fn unit(&self, schema: &'a Value) -> String {
        if let Some(unit) = text(schema, "x-unit") {
            return unit.into();
        }
        if let Some(name) = self.target(schema) {
            let section = || format!("[{}](#{})", words(name), words(name).replace(' ', "-"));
            return if self.is_shared(name) { section() } else { self.unit(self.definition(name)) };
        }
        if let Some(items) = schema.get("items") {
            return format!("list of {}", plural(&self.unit(items)));
        }
        if let Some(named) = named(schema) {
            return format!("table of {} by name", plural(&self.unit(named)));
        }
        match first_type(schema) {
            _ if schema.get("const").is_some() => "word".into(),
            Some("string") => "text".into(),
            Some("boolean") => "true or false".into(),
            Some("object") => "table".into(),
            _ => self.units(schema),
        }
    }

    /// The units of what there is a choice of.
    fn units(&self, schema: &'a Value) -> String {
        let mut units: Vec<String> = Vec::new();
        for unit in choices(schema).map(|choice| self.unit(choice)) {
            if !units.contains(&unit) {
                units.push(unit);
            }
        }
        units.join(" or ")
    }

    /// An example on one line: the shortest of the deal's, or else one that is made up. Of a table that is too long, its head.
    fn example(&self, schema: &'a Value, at: &At<'_>) -> String {
        let fits = |line: &String| line.chars().count() <= LONGEST_EXAMPLE;
        let written =
            at.samples.iter().filter(|sample| self.fits(schema, sample)).map(|sample| inline(sample));
        let shortest = written.min_by_key(String::len);
        let head = at.path.replace("[]", "");
        match shortest {
            Some(line) if fits(&line) => line,
            Some(line) if !head.starts_with('<') && line.starts_with('[') => format!("[[{head}]]"),
            Some(_) if !head.starts_with('<') => format!("[{head}]"),
            _ => made_up(self.schema, schema).map(|value| inline(&value)).unwrap_or_default(),
        }
    }

    /// Is a value of the kind that a schema is of? Several kinds may stand in one place.
    fn fits(&self, schema: &'a Value, value: &Value) -> bool {
        let resolved = self.resolved(schema);
        let words: Vec<&Value> = choices(resolved).filter_map(|choice| choice.get("const")).collect();
        let only_words = !words.is_empty() && words.len() == choices(resolved).count();
        value.is_array() == resolved.get("items").is_some()
            && value.as_array().is_none_or(|list| !list.is_empty())
            && (!is_exact(resolved) || value.is_string())
            && (!only_words || words.contains(&value))
    }

    /// The definition that a schema refers to, be it alone or as what may be left out.
    fn target(&self, schema: &'a Value) -> Option<&'a str> {
        let mut choices = choices(schema);
        let only = choices.next().filter(|_| choices.next().is_none());
        reference(schema).or(only.and_then(reference))
    }

    fn definition(&self, name: &str) -> &'a Value {
        &self.schema["$defs"][name]
    }

    /// What a schema refers to, or itself.
    fn resolved(&self, schema: &'a Value) -> &'a Value {
        self.target(schema).map_or(schema, |name| self.definition(name))
    }

    fn is_shared(&self, name: &str) -> bool {
        self.uses.get(name).is_some_and(|&uses| uses > 1) && !is_exact(self.definition(name))
    }
}

/// Is it the definition of an exact number, or of the date?
fn is_exact(schema: &Value) -> bool {
    schema.get("x-unit").is_some() && matches!(first_type(schema), None | Some("string"))
}

fn section(title: &str, schema: &Value, terms: Vec<Term>) -> Section {
    let meaning = text(schema, "description").unwrap_or_default().into();
    Section { title: title.into(), meaning, terms }
}

/// What holds where a term is not written.
fn default(table: &Value, key: &str, schema: &Value) -> String {
    let names = |kind: &Value| required(kind).any(|name| name == key);
    if is_variant(table) || list(table, "oneOf").any(names) {
        return "choice".into();
    }
    match (text(schema, "x-default"), schema.get("default")) {
        _ if names(table) => "required".into(),
        (Some(said), _) => said.into(),
        (None, Some(Value::Null)) => "none".into(),
        (None, Some(nothing)) if inline(nothing).len() == 2 => "none".into(),
        (None, Some(default)) => format!("`{}`", inline(default)),
        (None, None) => String::new(),
    }
}

/// Several of a kind of value: texts or tables.
fn plural(unit: &str) -> String {
    let one = |unit: &str| match unit {
        "text" | "table" | "word" | "date" => format!("{unit}s"),
        _ => unit.into(),
    };
    unit.split(" or ").map(one).collect::<Vec<_>>().join(" or ")
}

/// The name of a definition in words: `DayCount` is a day count.
pub(super) fn words(name: &str) -> String {
    let mut words = String::new();
    for (at, letter) in name.char_indices() {
        words.extend((at > 0 && letter.is_uppercase()).then_some(' '));
        words.extend(letter.to_lowercase());
    }
    words
}

/// The name of a definition as a title: "Day count".
fn title(name: &str) -> String {
    let words = words(name);
    words.chars().take(1).flat_map(char::to_uppercase).chain(words.chars().skip(1)).collect()
}

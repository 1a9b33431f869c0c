//! The chain graph, read from the tables of [`super::chains`].

use std::collections::HashMap;
use std::sync::LazyLock;

use super::chains::CHAINS;
use super::shapes::{self, Field, Shape};
use crate::chain::{EdgeFields, Relation};

/// The place of a good in [`Graph::goods`].
pub type GoodId = usize;

/// One category of the graph: a chain's root, a class, or a good that people trade.
#[derive(Debug, Clone)]
pub struct Good {
    /// Its name.
    pub name: &'static str,
    /// The place of its chain in [`CHAINS`].
    pub chain: usize,
    /// The wider category.
    pub parent: Option<GoodId>,
    /// The class it stands under.
    pub class: GoodId,
    /// What a trader needs to know of it; none for roots and classes.
    pub trade: Option<Trade>,
    /// What it is made of.
    pub inputs: Vec<GoodId>,
    /// What is made of it.
    pub outputs: Vec<GoodId>,
    /// Its other names.
    pub aliases: Vec<&'static str>,
    /// Words that firms of the class have in their names.
    pub words: Vec<&'static str>,
    /// Certificates that firms of the class hold; `_` stands for a blank.
    pub certificates: Vec<&'static str>,
}

/// What a trader needs to know of a good.
#[derive(Debug, Clone)]
pub struct Trade {
    /// Unit of price and quantity.
    pub unit: &'static str,
    /// Usual price in 元 per unit.
    pub price: f64,
    /// Whether firms of the city make it.
    pub made_here: bool,
    /// The industry of its makers.
    pub industry: &'static str,
    /// The family of sentences that suits it.
    pub shape: &'static Shape,
    /// Its fields: the shape's, with values of its own where the table gives some.
    pub fields: Vec<Field>,
    /// How common its makers are.
    pub weight: u32,
}

/// The whole graph.
#[derive(Debug, Default)]
pub struct Graph {
    /// All categories, chain by chain.
    pub goods: Vec<Good>,
    names: HashMap<&'static str, GoodId>,
    /// For every chain the goods that the city makes.
    pub made: Vec<Vec<GoodId>>,
    /// For every class, at its id, the goods that the city makes.
    pub class_made: Vec<Vec<GoodId>>,
}

/// The graph, read once.
pub static GRAPH: LazyLock<Graph> = LazyLock::new(Graph::read);

/// Where the reader is within a table.
struct Cursor {
    chain: usize,
    root: GoodId,
    class: GoodId,
    wider: GoodId,
    industry: &'static str,
    shape: &'static str,
}

impl Graph {
    fn read() -> Graph {
        let mut graph = Graph::default();
        let mut inputs = Vec::new();
        for (chain, table) in CHAINS.iter().enumerate() {
            let root = graph.add(table.root, chain, None, None);
            let mut cursor = Cursor { chain, root, class: root, wider: root, industry: "", shape: "" };
            for line in table.goods.lines().filter(|line| !line.is_empty()) {
                match line.strip_prefix('[') {
                    Some(head) => graph.read_class(head, &mut cursor),
                    None => graph.read_good(line, &mut cursor, &mut inputs),
                }
            }
        }
        graph.link(inputs);
        graph.sort_makers();
        graph
    }

    fn add(&mut self, name: &'static str, chain: usize, parent: Option<GoodId>, class: Option<GoodId>) -> GoodId {
        let id = self.goods.len();
        let twin = self.names.insert(name, id);
        assert!(twin.is_none(), "the tables name {name} twice");
        self.goods.push(Good {
            name,
            chain,
            parent,
            class: class.unwrap_or(id),
            trade: None,
            inputs: Vec::new(),
            outputs: Vec::new(),
            aliases: Vec::new(),
            words: Vec::new(),
            certificates: Vec::new(),
        });
        id
    }

    /// `船用动力] C3412 @machine 船舶动力|动力机械`
    fn read_class(&mut self, head: &'static str, at: &mut Cursor) {
        let (name, rest) = head.split_once("] ").expect("a class ends with `]`");
        let mut words = rest.split(' ');
        let mut next = || words.next().unwrap_or_else(|| panic!("the class {name} needs industry, shape and words"));
        at.industry = next();
        at.shape = next().trim_start_matches('@');
        let trade_words = next().split('|').collect();
        at.class = self.add(name, at.chain, Some(at.root), None);
        at.wider = at.class;
        self.goods[at.class].words = trade_words;
        let own = words.next().map(|names| names.split('|').collect());
        self.goods[at.class].certificates = own.unwrap_or_else(|| CHAINS[at.chain].certificates.split(' ').collect());
    }

    /// `  !低速船用柴油机 1600万/台 @engine key:v|v < input + input = alias`
    fn read_good(&mut self, line: &'static str, at: &mut Cursor, inputs: &mut Vec<(GoodId, &'static str)>) {
        let narrower = line.starts_with("  ");
        let mut words = line.split_whitespace();
        let marked = words.next().expect("a line is not empty");
        let name = marked.trim_start_matches('!');
        let parent = if narrower { at.wider } else { at.class };
        let id = self.add(name, at.chain, Some(parent), Some(at.class));
        if !narrower {
            at.wider = id;
        }
        let facts: Vec<&str> = words.take_while(|w| !matches!(*w, "<" | "=")).collect();
        self.goods[id].trade = Some(trade(name, !marked.starts_with('!'), &facts, at));
        let tail = line.split_once(" < ").map(|(_, tail)| tail);
        let made_of = tail.unwrap_or("").split(" = ").next().unwrap_or("");
        inputs.extend(made_of.split(" + ").filter(|n| !n.is_empty()).map(|n| (id, n)));
        let aliases = line.split_once(" = ").map_or("", |(_, names)| names);
        self.goods[id].aliases = aliases.split(" + ").filter(|n| !n.is_empty()).collect();
    }

    fn link(&mut self, inputs: Vec<(GoodId, &'static str)>) {
        for (id, name) in inputs {
            let input =
                self.named(name).unwrap_or_else(|| panic!("{} is made of an unknown {name}", self.goods[id].name));
            self.goods[id].inputs.push(input);
            self.goods[input].outputs.push(id);
        }
    }

    fn sort_makers(&mut self) {
        self.made = vec![Vec::new(); CHAINS.len()];
        self.class_made = vec![Vec::new(); self.goods.len()];
        for (id, good) in self.goods.iter().enumerate() {
            if good.trade.as_ref().is_some_and(|t| t.made_here) {
                self.made[good.chain].push(id);
                self.class_made[good.class].push(id);
            }
        }
    }

    /// The category of that name (not of an alias).
    pub fn named(&self, name: &str) -> Option<GoodId> {
        self.names.get(name).copied()
    }

    /// What a good is made of; a narrower kind without a list of its own is made like the wider one.
    pub fn inputs_of(&self, id: GoodId) -> &[GoodId] {
        let good = &self.goods[id];
        match good.parent {
            Some(parent) if good.inputs.is_empty() && self.goods[parent].trade.is_some() => &self.goods[parent].inputs,
            _ => &good.inputs,
        }
    }

    /// A good's trade facts.
    pub fn trade(&self, id: GoodId) -> &Trade {
        self.goods[id].trade.as_ref().expect("only goods that people trade are made or needed")
    }

    /// All edges, with the chain's name as their source.
    pub fn edges(&self) -> Vec<EdgeFields> {
        self.goods.iter().flat_map(|good| self.edges_of(good)).collect()
    }

    fn edges_of<'a>(&'a self, good: &'a Good) -> impl Iterator<Item = EdgeFields> + 'a {
        let source = CHAINS[good.chain].name;
        let edge = move |from: &str, relation, to: &str| EdgeFields {
            from: from.into(),
            relation,
            to: to.into(),
            weight: None,
            source: source.into(),
        };
        let kinds = good.parent.map(|p| edge(good.name, Relation::KindOf, self.goods[p].name));
        let inputs = good.inputs.iter().map(move |&i| edge(self.goods[i].name, Relation::InputOf, good.name));
        let aliases = good.aliases.iter().map(move |alias| edge(alias, Relation::SameAs, good.name));
        kinds.into_iter().chain(inputs).chain(aliases)
    }
}

fn trade(name: &str, made_here: bool, facts: &[&'static str], at: &Cursor) -> Trade {
    let mut industry = at.industry;
    let mut shape = at.shape;
    let mut own = Vec::new();
    let (price, unit) = facts.first().and_then(|w| w.split_once('/')).unwrap_or_else(|| panic!("{name} has no price"));
    for word in &facts[1..] {
        match (word.strip_prefix('@'), word.split_once(':')) {
            (Some(other), _) => shape = other,
            (None, Some((key, values))) => own.push((key, values.split('|').collect())),
            (None, None) => industry = word,
        }
    }
    let shape = shapes::named(shape);
    let weight = 3 + name.bytes().map(u32::from).sum::<u32>() % 4;
    Trade { unit, price: yuan(price), made_here, industry, shape, fields: fields(shape, own), weight }
}

/// `85万` as 850,000.
fn yuan(text: &str) -> f64 {
    let (digits, factor) = match (text.strip_suffix('万'), text.strip_suffix('亿')) {
        (Some(digits), _) => (digits, 1e4),
        (_, Some(digits)) => (digits, 1e8),
        _ => (text, 1.0),
    };
    digits.parse::<f64>().unwrap_or_else(|_| panic!("{text} is no price")) * factor
}

/// The shape's fields, with the good's own values; a key that the shape lacks goes first.
fn fields(shape: &Shape, own: Vec<(&'static str, Vec<&'static str>)>) -> Vec<Field> {
    let mut fields = shape.fields.clone();
    for (key, values) in own.into_iter().rev() {
        match fields.iter_mut().find(|f| f.key == key) {
            Some(field) => *field = field.clone().with(values.iter().copied()),
            None => fields.insert(0, Field::own(key, &values)),
        }
    }
    fields
}

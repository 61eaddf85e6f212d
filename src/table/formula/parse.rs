//! Formulas read by binding power (Pratt, "Top down operator precedence", 1973). From loose to tight, as in spreadsheets:
//! comparison, `&`, `+ -`, `* /`, a sign.

use super::{FUNCTIONS, Formula, Node, Operator};
use crate::message::{Message, Value};

/// What was expected where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fault {
    /// In characters from 0.
    pub at: usize,
    /// How many characters are meant; 0 at the end of the formula.
    pub n: usize,
    pub why: Message,
}

/// Formulas nested deeper, or longer, than a person writes would exhaust the stack.
const DEEPEST: usize = 60;
const LONGEST: usize = 400;
/// Digits of a number that is exact.
const MOST_DIGITS: usize = 18;

#[derive(Clone, Debug, PartialEq)]
enum Token {
    Number(i128, u8),
    Text(String),
    Header(String),
    Word(String),
    Operator(Operator),
    Open,
    Close,
    Comma,
    End,
}

struct Parser<'a> {
    /// Each token, its first character and its length.
    tokens: Vec<(Token, usize, usize)>,
    place: usize,
    depth: usize,
    headers: &'a [&'a str],
    columns: Vec<String>,
}

pub fn parse(text: &str, headers: &[&str]) -> Result<Formula, Fault> {
    let tokens = tokens(text)?;
    let mut parser = Parser { tokens, place: 0, depth: 0, headers, columns: Vec::new() };
    let root = parser.expression(0)?;
    match parser.peek() {
        Token::End => Ok(Formula { root, columns: parser.columns }),
        _ => Err(parser.expected("formula-an-operator")),
    }
}

/// Full-width signs are typed in Chinese; they mean the same.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' => ' ',
        '“' | '”' => '"',
        '×' => '*',
        '÷' => '/',
        '−' => '-',
        '、' => ',',
        _ => c,
    }
}

fn tokens(text: &str) -> Result<Vec<(Token, usize, usize)>, Fault> {
    let characters: Vec<char> = text.chars().collect();
    let at = |i: usize| characters.get(i).copied().map(plain);
    let mut found = Vec::new();
    let mut i = 0;
    // The sign that a spreadsheet begins a formula with.
    while at(i).is_some_and(char::is_whitespace) {
        i += 1;
    }
    if at(i) == Some('=') {
        i += 1;
    }
    while let Some(c) = at(i) {
        let start = i;
        let token = match c {
            _ if c.is_whitespace() => {
                i += 1;
                continue;
            }
            '[' | '"' => {
                let close = if c == '[' { ']' } else { '"' };
                let mut inside = String::new();
                loop {
                    i += 1;
                    match at(i) {
                        // Twice the closing sign stands for itself.
                        Some(other) if other == close && at(i + 1) == Some(close) => {
                            inside.push(close);
                            i += 1;
                        }
                        Some(other) if other == close => break,
                        Some(_) => inside.push(characters[i]),
                        None => {
                            let why = Message::new("formula-unclosed").text("sign", close.to_string());
                            return Err(Fault { at: start, n: i - start, why });
                        }
                    }
                }
                i += 1;
                if c == '[' { Token::Header(inside) } else { Token::Text(inside) }
            }
            '0'..='9' | '.' => {
                let mut digits = String::new();
                while let Some(digit) = at(i).filter(|c| c.is_ascii_digit() || *c == '.') {
                    digits.push(digit);
                    i += 1;
                }
                let Some((mantissa, scale)) = decimal(&digits) else {
                    return Err(expected("formula-a-number", &digits, start, i - start));
                };
                Token::Number(mantissa, scale)
            }
            _ if c.is_alphabetic() || c == '_' => {
                while at(i).is_some_and(|c| c.is_alphanumeric() || c == '_') {
                    i += 1;
                }
                Token::Word(characters[start..i].iter().map(|&c| plain(c)).collect())
            }
            _ => {
                i += 1;
                let second = at(i);
                let two = |token: Operator, i: &mut usize| {
                    *i += 1;
                    Token::Operator(token)
                };
                match (c, second) {
                    ('<', Some('>')) => two(Operator::Unequal, &mut i),
                    ('<', Some('=')) => two(Operator::LessEqual, &mut i),
                    ('>', Some('=')) => two(Operator::GreaterEqual, &mut i),
                    ('<', _) => Token::Operator(Operator::Less),
                    ('>', _) => Token::Operator(Operator::Greater),
                    ('=', _) => Token::Operator(Operator::Equal),
                    ('&', _) => Token::Operator(Operator::Join),
                    ('+', _) => Token::Operator(Operator::Add),
                    ('-', _) => Token::Operator(Operator::Subtract),
                    ('*', _) => Token::Operator(Operator::Multiply),
                    ('/', _) => Token::Operator(Operator::Divide),
                    ('(', _) => Token::Open,
                    (')', _) => Token::Close,
                    (',' | ';', _) => Token::Comma,
                    _ => return Err(expected("formula-an-operator", &c.to_string(), start, 1)),
                }
            }
        };
        found.push((token, start, i - start));
    }
    if found.len() > LONGEST {
        return Err(Fault { at: 0, n: characters.len(), why: Message::new("formula-deep") });
    }
    found.push((Token::End, characters.len(), 0));
    Ok(found)
}

/// The formula with another header wherever it reads this one; as it is where it cannot be understood.
pub fn renamed(text: &str, old: &str, new: &str) -> String {
    let Ok(tokens) = tokens(text) else { return text.to_owned() };
    let characters: Vec<char> = text.chars().collect();
    let (mut renamed, mut done) = (String::new(), 0);
    for (token, at, n) in tokens {
        if matches!(token, Token::Header(name) if name.trim() == old.trim()) {
            renamed.extend(&characters[done..at]);
            renamed += &format!("[{}]", new.replace(']', "]]"));
            done = at + n;
        }
    }
    renamed.extend(&characters[done..]);
    renamed
}

/// `12.50` as 1250 and 2.
pub fn decimal(digits: &str) -> Option<(i128, u8)> {
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{fraction}");
    let is_number = !all.is_empty() && all.len() <= MOST_DIGITS && all.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| Some((all.parse().ok()?, fraction.len() as u8))).flatten()
}

fn expected(what: &'static str, found: &str, at: usize, n: usize) -> Fault {
    let why = Message::new("error-expected").with("expected", Message::new(what).into()).text("found", found);
    Fault { at, n, why }
}

impl Parser<'_> {
    fn peek(&self) -> &Token {
        &self.tokens[self.place].0
    }

    fn next(&mut self) -> (Token, usize, usize) {
        let token = self.tokens[self.place].clone();
        self.place = (self.place + 1).min(self.tokens.len() - 1);
        token
    }

    fn expected(&self, what: &'static str) -> Fault {
        let (token, at, n) = &self.tokens[self.place];
        let found = match token {
            Token::End => {
                let why = Message::new("formula-ends").with("expected", Message::new(what).into());
                return Fault { at: *at, n: *n, why };
            }
            Token::Text(text) | Token::Header(text) | Token::Word(text) => text.clone(),
            Token::Number(..) => "0–9".to_owned(),
            Token::Open => "(".to_owned(),
            Token::Close => ")".to_owned(),
            Token::Comma => ",".to_owned(),
            Token::Operator(operator) => sign(*operator).to_owned(),
        };
        expected(what, &found, *at, *n)
    }

    fn expression(&mut self, power: u8) -> Result<Node, Fault> {
        self.depth += 1;
        if self.depth > DEEPEST {
            let (_, at, n) = self.tokens[self.place];
            return Err(Fault { at, n, why: Message::new("formula-deep") });
        }
        let mut left = self.operand()?;
        while let Token::Operator(operator) = *self.peek() {
            let own = power_of(operator);
            if own <= power {
                break;
            }
            self.next();
            // Operators of one power go from left to right.
            let right = self.expression(own)?;
            left = Node::Binary(operator, Box::new(left), Box::new(right));
        }
        self.depth -= 1;
        Ok(left)
    }

    fn operand(&mut self) -> Result<Node, Fault> {
        match self.peek() {
            Token::Close | Token::Comma | Token::End => return Err(self.expected("formula-a-value")),
            Token::Operator(operator) if !matches!(operator, Operator::Add | Operator::Subtract) => {
                return Err(self.expected("formula-a-value"));
            }
            _ => {}
        }
        let (token, at, n) = self.next();
        Ok(match token {
            Token::Number(mantissa, scale) => Node::Number(mantissa, scale),
            Token::Text(text) => Node::Text(text),
            Token::Header(name) => self.column(name, at, n)?,
            Token::Word(word) => self.word(&word, at, n)?,
            Token::Open => {
                let inside = self.expression(0)?;
                self.close()?;
                inside
            }
            Token::Operator(operator) => {
                let inside = self.expression(SIGN)?;
                if operator == Operator::Subtract { Node::Negative(Box::new(inside)) } else { inside }
            }
            Token::Close | Token::Comma | Token::End => return Err(self.expected("formula-a-value")),
        })
    }

    fn close(&mut self) -> Result<(), Fault> {
        match self.peek() {
            Token::Close => {
                self.next();
                Ok(())
            }
            _ => Err(self.expected("formula-a-close")),
        }
    }

    fn column(&mut self, name: String, at: usize, n: usize) -> Result<Node, Fault> {
        let trimmed = name.trim();
        let known = self.headers.iter().find(|header| **header == name || header.trim() == trimmed);
        let Some(known) = known else {
            return Err(unknown(
                "formula-no-column",
                &name,
                nearest(&name, self.headers.iter().copied()),
                at,
                n,
            ));
        };
        let place = self.columns.iter().position(|column| column == known);
        Ok(Node::Column(place.unwrap_or_else(|| {
            self.columns.push((*known).to_owned());
            self.columns.len() - 1
        })))
    }

    fn word(&mut self, word: &str, at: usize, n: usize) -> Result<Node, Fault> {
        let upper = word.to_uppercase();
        if *self.peek() != Token::Open {
            match upper.as_str() {
                "TRUE" => return Ok(Node::Bool(true)),
                "FALSE" => return Ok(Node::Bool(false)),
                _ => {}
            }
            // A header without its brackets is the usual slip.
            let is_header = self.headers.iter().any(|header| header.to_uppercase() == upper);
            if is_header || !FUNCTIONS.iter().any(|(name, ..)| *name == upper) {
                let near = nearest(word, self.headers.iter().copied()).map(|header| format!("[{header}]"));
                return Err(unknown("formula-no-word", word, near, at, n));
            }
            return Err(self.expected("formula-an-open"));
        }
        let Some(place) = FUNCTIONS.iter().position(|(name, ..)| *name == upper) else {
            let near = nearest(&upper, FUNCTIONS.iter().map(|(name, ..)| *name));
            return Err(unknown("formula-no-function", word, near, at, n));
        };
        self.next();
        let mut arguments = Vec::new();
        if *self.peek() != Token::Close {
            arguments.push(self.expression(0)?);
            while *self.peek() == Token::Comma {
                self.next();
                arguments.push(self.expression(0)?);
            }
        }
        self.close()?;
        let (name, least, most) = FUNCTIONS[place];
        if arguments.len() < least || arguments.len() > most {
            let why = Message::new("formula-arguments").text("name", name).count("n", arguments.len());
            let wanted = if arguments.len() < least { least } else { most };
            return Err(Fault { at, n, why: why.count("wanted", wanted) });
        }
        Ok(Node::Call(place, arguments))
    }
}

fn unknown(key: &'static str, name: &str, near: Option<String>, at: usize, n: usize) -> Fault {
    let mut why = Message::new(key).text("name", name);
    if let Some(near) = near {
        why = Message::new("formula-near").with("why", Value::from(why)).text("near", near);
    }
    Fault { at, n, why }
}

/// How tight a sign binds.
const SIGN: u8 = 5;

fn power_of(operator: Operator) -> u8 {
    use Operator::{Add, Divide, Join, Multiply, Subtract};
    match operator {
        Multiply | Divide => 4,
        Add | Subtract => 3,
        Join => 2,
        _ => 1,
    }
}

fn sign(operator: Operator) -> &'static str {
    match operator {
        Operator::Equal => "=",
        Operator::Unequal => "<>",
        Operator::Less => "<",
        Operator::LessEqual => "<=",
        Operator::Greater => ">",
        Operator::GreaterEqual => ">=",
        Operator::Join => "&",
        Operator::Add => "+",
        Operator::Subtract => "-",
        Operator::Multiply => "*",
        Operator::Divide => "/",
    }
}

/// The name with the fewest letters to change, at most half of them; ties go to the first.
fn nearest<'a>(name: &str, names: impl Iterator<Item = &'a str>) -> Option<String> {
    let wanted: Vec<char> = name.trim().to_lowercase().chars().collect();
    let distance = |other: &str| {
        let mut row: Vec<usize> = (0..=wanted.len()).collect();
        for (i, c) in other.to_lowercase().chars().enumerate() {
            let mut corner = row[0];
            row[0] = i + 1;
            for (j, w) in wanted.iter().enumerate() {
                let changed = corner + usize::from(*w != c);
                corner = row[j + 1];
                row[j + 1] = changed.min(row[j] + 1).min(corner + 1);
            }
        }
        row[wanted.len()]
    };
    let best = names.map(|other| (distance(other), other)).min_by_key(|(distance, _)| *distance)?;
    (best.0 * 2 <= wanted.len().max(2)).then(|| best.1.to_owned())
}

//! The rules as a PMML 4.4 association model (Data Mining Group, "PMML 4.4 – Association Rules"), for other tools.

use super::output::Output;
use std::collections::BTreeMap;
use std::fmt::Write;

/// The listed rules. Items are named by their codes; labels follow as `mappedValue` where they differ.
pub fn pmml(output: &Output) -> String {
    let mut items: BTreeMap<&str, &str> = BTreeMap::new();
    let mut itemsets: BTreeMap<Vec<&str>, f64> = BTreeMap::new();
    let n = f64::from(output.n_baskets);
    fn sorted(codes: &[String]) -> Vec<&str> {
        let mut codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        codes.sort_unstable();
        codes
    }
    for rule in &output.rules {
        let codes = rule.antecedent_codes.iter().chain(&rule.consequent_codes);
        let labels = rule.antecedent.iter().chain(&rule.consequent);
        items.extend(codes.zip(labels).map(|(code, label)| (code.as_str(), label.as_str())));
        itemsets.insert(sorted(&rule.antecedent_codes), f64::from(rule.n_x) / n);
        itemsets.insert(sorted(&rule.consequent_codes), f64::from(rule.n_y) / n);
    }
    let item_id: BTreeMap<&str, usize> = items.keys().enumerate().map(|(i, code)| (*code, i + 1)).collect();
    let set_id: BTreeMap<&[&str], usize> =
        itemsets.keys().enumerate().map(|(i, codes)| (codes.as_slice(), i + 1)).collect();
    let id_of = |codes: &[String]| set_id.get(sorted(codes).as_slice()).copied().unwrap_or(0);

    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
         <PMML version=\"4.4\" xmlns=\"http://www.dmg.org/PMML-4_4\">\n\
         \x20 <Header description=\"Association rules\">\n",
    );
    // Writing into a string cannot fail.
    let _ = writeln!(xml, "    <Application name=\"Regulars\" version=\"{}\"/>", env!("CARGO_PKG_VERSION"));
    xml.push_str(
        "  </Header>\n\
         \x20 <DataDictionary numberOfFields=\"2\">\n\
         \x20   <DataField name=\"basket\" optype=\"categorical\" dataType=\"string\"/>\n\
         \x20   <DataField name=\"item\" optype=\"categorical\" dataType=\"string\"/>\n\
         \x20 </DataDictionary>\n",
    );
    let _ = writeln!(
        xml,
        "  <AssociationModel functionName=\"associationRules\" numberOfTransactions=\"{}\" \
         maxNumberOfItemsPerTA=\"{}\" avgNumberOfItemsPerTA=\"{}\" numberOfItems=\"{}\" minimumSupport=\"{}\" \
         minimumConfidence=\"{}\" numberOfItemsets=\"{}\" numberOfRules=\"{}\">",
        output.n_baskets,
        output.largest_basket,
        f64::from(output.n_basket_items) / n,
        items.len(),
        f64::from(output.rules_min_count) / n,
        output.min_confidence,
        itemsets.len(),
        output.rules.len()
    );
    xml.push_str(
        "    <MiningSchema>\n\
         \x20     <MiningField name=\"basket\" usageType=\"group\"/>\n\
         \x20     <MiningField name=\"item\" usageType=\"active\"/>\n\
         \x20   </MiningSchema>\n",
    );
    for (code, label) in &items {
        let _ = write!(xml, "    <Item id=\"{}\" value=\"{}\"", item_id[code], escaped(code));
        if code != label {
            let _ = write!(xml, " mappedValue=\"{}\"", escaped(label));
        }
        xml.push_str("/>\n");
    }
    for (codes, support) in &itemsets {
        let id = set_id.get(codes.as_slice()).copied().unwrap_or(0);
        let _ =
            write!(xml, "    <Itemset id=\"{id}\" numberOfItems=\"{}\" support=\"{support}\">", codes.len());
        for code in codes {
            let _ = write!(xml, "<ItemRef itemRef=\"{}\"/>", item_id[code]);
        }
        xml.push_str("</Itemset>\n");
    }
    for (i, rule) in output.rules.iter().enumerate() {
        let _ = writeln!(
            xml,
            "    <AssociationRule id=\"{}\" antecedent=\"{}\" consequent=\"{}\" support=\"{}\" confidence=\"{}\" \
             lift=\"{}\" leverage=\"{}\"/>",
            i + 1,
            id_of(&rule.antecedent_codes),
            id_of(&rule.consequent_codes),
            rule.support,
            rule.confidence,
            rule.lift,
            rule.leverage
        );
    }
    xml.push_str("  </AssociationModel>\n</PMML>\n");
    xml
}

/// XML text; characters that XML 1.0 cannot hold become the replacement character.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => {
                let _ = write!(out, "&#{};", c as u32);
            }
            c if (c as u32) < 0x20 || matches!(c, '\u{FFFE}' | '\u{FFFF}') => out.push('\u{FFFD}'),
            c => out.push(c),
        }
    }
    out
}

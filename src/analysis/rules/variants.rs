//! Products that differ only by colour, size or a number in their label.

use super::prepare::Entry;
use crate::roles::Item;
use std::collections::BTreeMap;

const WORDS: &[&str] = &[
    "red",
    "blue",
    "green",
    "pink",
    "white",
    "black",
    "ivory",
    "cream",
    "yellow",
    "orange",
    "purple",
    "lilac",
    "grey",
    "gray",
    "brown",
    "silver",
    "gold",
    "turquoise",
    "navy",
    "beige",
    "mint",
    "natural",
    "clear",
    "amber",
    "colour",
    "color",
    "colours",
    "assorted",
    "small",
    "medium",
    "large",
    "mini",
    "big",
    "tall",
    "xs",
    "s",
    "m",
    "l",
    "xl",
    "xxl",
    "xxxl",
    "size",
];
/// Chinese labels have no spaces: these are cut out wherever they stand.
const CHARACTERS: &[&str] = &[
    "紅色", "红色", "藍色", "蓝色", "綠色", "绿色", "白色", "黑色", "粉色", "粉紅", "粉红", "黃色", "黄色",
    "紫色", "灰色", "棕色", "橘色", "橙色", "金色", "銀色", "银色", "米色", "大號", "大号", "中號", "中号",
    "小號", "小号", "大杯", "中杯", "小杯", "特大",
];

/// One entry for each stem. Its label is the stem's first label in byte order, with an ellipsis when there are several.
pub fn merge(items: &[Item], is_in: &[bool]) -> Vec<Entry> {
    let mut by_stem: BTreeMap<String, Vec<u32>> = BTreeMap::new();
    for (i, item) in items.iter().enumerate().filter(|(i, _)| is_in[*i]) {
        by_stem.entry(stem(&item.label)).or_default().push(i as u32);
    }
    by_stem
        .into_values()
        .map(|members| {
            let first = members.iter().min_by_key(|&&i| (&items[i as usize].label, &items[i as usize].code));
            let first = &items[first.copied().unwrap_or(0) as usize];
            let more = if members.len() > 1 { " …" } else { "" };
            Entry { code: first.code.clone(), label: format!("{}{more}", first.label), items: members }
        })
        .collect()
}

/// The label in lower case without colours and sizes; the label itself when nothing else would be left.
fn stem(label: &str) -> String {
    let mut text = label.to_lowercase();
    for word in CHARACTERS {
        text = text.replace(word, " ");
    }
    let kept: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty() && !WORDS.contains(word))
        .filter(|word| !word.trim_end_matches(['c', 'm']).chars().all(|c| c.is_ascii_digit()))
        .collect();
    if kept.is_empty() { label.to_lowercase() } else { kept.join(" ") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_and_sizes_do_not_make_a_product() {
        assert_eq!(stem("JUMBO BAG RED RETROSPOT"), stem("Jumbo bag, pink retrospot"));
        assert_eq!(stem("珍珠奶茶(大杯)"), stem("珍珠奶茶 中杯"));
        assert_ne!(stem("Red"), stem("Blue"));
        assert_ne!(stem("tea cup"), stem("tea pot"));
    }
}

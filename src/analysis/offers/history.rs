//! Who bought what, how often and when: customers × items from dated baskets.

use crate::order::Arrange;
use crate::roles::Baskets;
use crate::table::Day;

/// What one customer did with one item.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bought {
    pub item: u32,
    /// Baskets with it.
    pub n: u32,
    pub first: Day,
    pub last: Day,
}

/// The state of things at the end of a day.
#[derive(Clone, Debug, Default)]
pub struct History {
    /// Of each customer, by item.
    pub bought: Vec<Vec<Bought>>,
    /// By item: baskets with it, baskets in the recent days, last day sold.
    pub n_baskets: Vec<u32>,
    pub n_recent: Vec<u32>,
    pub last_sold: Vec<Option<Day>>,
    pub upto: Day,
}

/// What may be offered.
#[derive(Clone, Copy, Debug)]
pub struct Windows {
    /// Days that recent popularity looks back.
    pub recent_days: i32,
    /// Days without a sale after which an item is taken to be discontinued.
    pub discontinued_days: i32,
}

impl History {
    /// All baskets up to and including `upto`. Walk-ins count for popularity, not for customers.
    pub fn new(
        baskets: &Baskets,
        n_customers: usize,
        is_in: &[bool],
        upto: Day,
        windows: Windows,
    ) -> History {
        let n_items = is_in.len();
        let mut history = History {
            bought: vec![Vec::new(); n_customers],
            n_baskets: vec![0; n_items],
            n_recent: vec![0; n_items],
            last_sold: vec![None; n_items],
            upto,
        };
        for basket in baskets.iter() {
            let Some(day) = basket.day.filter(|&day| day <= upto) else { continue };
            for &item in basket.items.iter().filter(|&&item| is_in[item as usize]) {
                let at = item as usize;
                history.n_baskets[at] += 1;
                history.n_recent[at] += u32::from(day > upto.saturating_sub(windows.recent_days));
                history.last_sold[at] = history.last_sold[at].max(Some(day));
                if let Some(of) =
                    basket.customer.and_then(|customer| history.bought.get_mut(customer as usize))
                {
                    of.push(Bought { item, n: 1, first: day, last: day });
                }
            }
        }
        for of in &mut history.bought {
            of.arrange_by_key(|bought| (bought.item, bought.first));
            of.dedup_by(|next, kept| {
                let is_same = next.item == kept.item;
                if is_same {
                    kept.n += next.n;
                    kept.last = kept.last.max(next.last);
                }
                is_same
            });
        }
        history
    }

    pub fn has(&self, customer: usize, item: u32) -> bool {
        self.bought[customer].binary_search_by_key(&item, |bought| bought.item).is_ok()
    }

    /// Still sold at the end of the history.
    pub fn is_current(&self, item: u32, windows: Windows) -> bool {
        self.last_sold[item as usize].is_some_and(|last| {
            i64::from(self.upto) - i64::from(last) <= i64::from(windows.discontinued_days)
        })
    }
}

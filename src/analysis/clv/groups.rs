//! Customers alike in x, t_x and T, counted once: the likelihood needs no more.

use crate::order::Arrange;

/// Aggregated customers.
#[derive(Clone, Debug, Default)]
pub struct Groups {
    /// Distinct times, ascending; rows point into them.
    pub times: Vec<f64>,
    /// By x, then t_x, then T.
    pub rows: Vec<Row>,
    /// Distinct x, ascending, and how many customers have it.
    pub counts: Vec<(u32, f64)>,
    pub max_x: u32,
    pub sum_x: f64,
    pub n: f64,
    /// Σ ln of all gaps; 0 unless set. Only models with a rhythm look at it.
    pub sum_ln_gaps: f64,
    /// Row of each customer, in the order they were given.
    pub row_of: Vec<u32>,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Row {
    pub x: u32,
    /// Position of t_x in `times`.
    pub last: u32,
    /// Position of T in `times`.
    pub age: u32,
    pub n: f64,
}

impl Groups {
    /// `n` customers; `of` gives x, t_x and T of each, all finite and not negative.
    pub fn new(n: usize, of: impl Fn(usize) -> (u32, f64, f64)) -> Groups {
        let mut times = Times::default();
        let (mut numbers, mut max_x, mut sum_x) = (Vec::with_capacity(n), 0, 0.0);
        for i in 0..n {
            let (x, last, age) = of(i);
            numbers.push((times.number(last), times.number(age)));
            max_x = max_x.max(x);
            sum_x += f64::from(x);
        }
        let (times, ranks) = times.sorted();
        let bits = |most: u64| 64 - most.leading_zeros();
        let (of_time, of_customer) = (bits(times.len() as u64), bits(n as u64));
        let key = |i: usize| {
            let (last, age) = numbers[i];
            let [last, age] = [last, age].map(|number| ranks[number as usize]);
            (of(i).0, last, age)
        };
        let groups = Groups { times, n: n as f64, sum_x, max_x, row_of: vec![0; n], ..Groups::default() };
        // Key and customer in one word, where they fit: that sorts fastest.
        if bits(u64::from(max_x)) + 2 * of_time + of_customer <= 64 {
            let word = |i: usize| {
                let (x, last, age) = key(i);
                let times = (u64::from(x) << of_time | u64::from(last)) << of_time | u64::from(age);
                times << of_customer | i as u64
            };
            let mut words: Vec<u64> = (0..n).map(word).collect();
            words.sort_unstable();
            let time = |word: u64, shift: u32| ((word >> shift) & ((1 << of_time) - 1)) as u32;
            groups.counted(words.into_iter().map(|word| {
                let x = (word >> (2 * of_time + of_customer)) as u32;
                let customer = (word & ((1 << of_customer) - 1)) as u32;
                (x, time(word, of_time + of_customer), time(word, of_customer), customer)
            }))
        } else {
            let mut keys: Vec<(u32, u32, u32, u32)> = (0..n)
                .map(|i| {
                    let (x, last, age) = key(i);
                    (x, last, age, i as u32)
                })
                .collect();
            keys.arrange_by(|a, b| a.cmp(b));
            groups.counted(keys.into_iter())
        }
    }

    /// From keys in order: x, t_x, T, customer.
    fn counted(mut self, keys: impl Iterator<Item = (u32, u32, u32, u32)>) -> Groups {
        for (x, last, age, customer) in keys {
            match self.rows.last_mut() {
                Some(row) if (row.x, row.last, row.age) == (x, last, age) => row.n += 1.0,
                _ => self.rows.push(Row { x, last, age, n: 1.0 }),
            }
            match self.counts.last_mut() {
                Some((known, n)) if *known == x => *n += 1.0,
                _ => self.counts.push((x, 1.0)),
            }
            self.row_of[customer as usize] = self.rows.len() as u32 - 1;
        }
        self
    }

    /// (x, t_x, T) of a row.
    pub fn at(&self, row: &Row) -> (u32, f64, f64) {
        (row.x, self.times[row.last as usize], self.times[row.age as usize])
    }
}

/// Numbers distinct times by first appearance: open addressing, half full at most.
#[derive(Default)]
struct Times {
    /// Number + 1; 0 is free.
    slots: Vec<u32>,
    bits: Vec<u64>,
}

/// The finaliser of SplitMix64.
fn mix(word: u64) -> u64 {
    let word = (word ^ (word >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    let word = (word ^ (word >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    word ^ (word >> 31)
}

impl Times {
    fn number(&mut self, time: f64) -> u32 {
        if 2 * (self.bits.len() + 1) > self.slots.len() {
            self.slots = vec![0; (2 * self.slots.len()).max(64)];
            for i in 0..self.bits.len() {
                let slot = self.slot(self.bits[i]);
                self.slots[slot] = i as u32 + 1;
            }
        }
        // + 0.0 makes a negative zero the same time as zero.
        let bits = (time + 0.0).to_bits();
        let slot = self.slot(bits);
        if self.slots[slot] == 0 {
            self.bits.push(bits);
            self.slots[slot] = self.bits.len() as u32;
        }
        self.slots[slot] - 1
    }

    /// Where these bits stand, or would.
    fn slot(&self, bits: u64) -> usize {
        let mask = self.slots.len() - 1;
        let mut slot = mix(bits) as usize & mask;
        while self.slots[slot] != 0 && self.bits[self.slots[slot] as usize - 1] != bits {
            slot = (slot + 1) & mask;
        }
        slot
    }

    /// The times, ascending, and the position of each number among them.
    fn sorted(self) -> (Vec<f64>, Vec<u32>) {
        let time = |number: u32| f64::from_bits(self.bits[number as usize]);
        let mut order: Vec<u32> = (0..self.bits.len() as u32).collect();
        order.arrange_by(|&a, &b| time(a).total_cmp(&time(b)));
        let mut ranks = vec![0; order.len()];
        for (rank, &number) in order.iter().enumerate() {
            ranks[number as usize] = rank as u32;
        }
        (order.into_iter().map(time).collect(), ranks)
    }
}

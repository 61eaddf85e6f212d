//! The assignment problem: which column takes which role, so that the sum of the weights is largest.

/// For each row (role) the column it takes, or `None`. `weights[row][column]` below `least` are never taken. Ties go to
/// the smaller row and column.
///
/// The Hungarian method with potentials (Kuhn 1955; Jonker & Volgenant 1987), O(rows² · columns): exact.
pub fn best_matching(weights: &[Vec<f64>], least: f64) -> Vec<Option<usize>> {
    let n_rows = weights.len();
    let n_columns = weights.first().map_or(0, Vec::len);
    if n_rows == 0 || n_columns == 0 {
        return vec![None; n_rows];
    }
    // Every row may stay free at no gain: one dummy column a row.
    let width = n_columns + n_rows;
    let cost = |row: usize, column: usize| {
        if column < n_columns && weights[row][column] >= least { -weights[row][column] } else { 0.0 }
    };
    // Positions from 1; 0 is the start of a path.
    let mut row_potential = vec![0.0; n_rows + 1];
    let mut column_potential = vec![0.0; width + 1];
    let mut taken_by = vec![0usize; width + 1];
    for row in 1..=n_rows {
        taken_by[0] = row;
        let mut column = 0;
        let mut slack = vec![f64::INFINITY; width + 1];
        let mut came_from = vec![0usize; width + 1];
        let mut is_done = vec![false; width + 1];
        loop {
            is_done[column] = true;
            let current = taken_by[column];
            let (mut delta, mut next) = (f64::INFINITY, 0);
            for other in 1..=width {
                if is_done[other] {
                    continue;
                }
                let reduced = cost(current - 1, other - 1) - row_potential[current] - column_potential[other];
                if reduced < slack[other] {
                    slack[other] = reduced;
                    came_from[other] = column;
                }
                if slack[other] < delta {
                    delta = slack[other];
                    next = other;
                }
            }
            for other in 0..=width {
                if is_done[other] {
                    row_potential[taken_by[other]] += delta;
                    column_potential[other] -= delta;
                } else {
                    slack[other] -= delta;
                }
            }
            column = next;
            if taken_by[column] == 0 {
                break;
            }
        }
        while column != 0 {
            taken_by[column] = taken_by[came_from[column]];
            column = came_from[column];
        }
    }
    let mut chosen = vec![None; n_rows];
    for column in 1..=n_columns {
        let row = taken_by[column];
        if row > 0 && weights[row - 1][column - 1] >= least {
            chosen[row - 1] = Some(column - 1);
        }
    }
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_is_best_even_where_the_greedy_choice_is_not() {
        let weights = vec![vec![0.9, 0.8], vec![0.85, 0.1]];
        assert_eq!(best_matching(&weights, 0.5), vec![Some(1), Some(0)]);
    }

    #[test]
    fn a_role_stays_empty_rather_than_take_a_poor_column() {
        assert_eq!(best_matching(&[vec![0.4], vec![0.6]], 0.5), vec![None, Some(0)]);
        assert_eq!(best_matching(&[], 0.5), Vec::<Option<usize>>::new());
    }
}

package dev.shunt.sql;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The WHERE clause of a statement on one table. Column names are as written, without quotes and alias, and are found
 * without regard to case.
 *
 * @param text the condition as written, without the word WHERE; empty where there is none (all rows)
 * @param params the numbers of the parameters inside {@code text}, in order
 * @param equalities for each column that a top-level AND conjunct compares by {@code =} or {@code IN} with
 *     parameters or literals only, NULL not among them: those terms (the first such conjunct of a column counts)
 * @param compared the columns that a top-level AND conjunct compares, in a way an index can serve ({@code =},
 *     {@code IN}, {@code <}, {@code >}, {@code BETWEEN}, {@code LIKE} a literal without a leading wildcard), with
 *     parameters or literals
 * @param askable true if running the condition twice in a row finds the same rows when nobody else writes: no
 *     subquery, user variable, random, time, sequence, session or unknown function
 */
public record Predicate(
        String text, List<Integer> params, Map<String, List<Term>> equalities, Set<String> compared, boolean askable) {}

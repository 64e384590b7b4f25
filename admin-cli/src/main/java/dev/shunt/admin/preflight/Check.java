package dev.shunt.admin.preflight;

import java.sql.SQLException;

/** One thing that would make a migration fail later, or a family of them. Stateless; {@link Checks} names it. */
@FunctionalInterface
interface Check {
    /** Looks at both sides and tells what it finds; one that cannot be made throws. */
    void look(Pair pair, Findings findings) throws SQLException;
}

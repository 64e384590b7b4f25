package dev.shunt.admin.preflight;

import dev.shunt.admin.terminal.Quantity;
import dev.shunt.config.Side;
import java.sql.SQLException;

/** Whether the target takes rows as long as the source's. */
final class Packets implements Check {
    private static final String NAME = "max_allowed_packet";

    @Override
    public void look(Pair pair, Findings findings) throws SQLException {
        if (!pair.mysql()) {
            return;
        }
        long source = Long.parseLong(pair.source().global(NAME));
        long target = Long.parseLong(pair.target().global(NAME));
        if (target < source) {
            findings.add(Finding.warning(
                            NAME,
                            Quantity.count(source),
                            Quantity.count(target),
                            "A row that is longer is refused by the target, and stays pending.")
                    .sql(Side.TARGET, "SET GLOBAL " + NAME + " = " + source));
        }
    }
}

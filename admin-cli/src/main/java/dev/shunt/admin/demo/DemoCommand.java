package dev.shunt.admin.demo;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.admin.terminal.Terminal;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code shunt demo}. */
@Command(
        name = "demo",
        header = "Moves a small shop from one database to another, live.",
        description = {
            "",
            "Starts two databases and a shop, an ordinary application of four threads that knows nothing of Shunt but the"
                    + " prefix of its URL. Then the shop's data moves, step by step, by edits of one file: writes are"
                    + " mirrored, older rows are copied, reads are compared (and planted differences found), more and more"
                    + " reads are answered by the target, the target is killed and comes back. In the end both databases"
                    + " are compared row by row.",
            "",
            "It takes about a minute, needs nothing installed, and leaves nothing behind, also after Ctrl-C."
        },
        footer = {"", "Examples:", "  shunt demo", "  shunt demo --on mariadb", "  shunt demo --json | tail -1 | jq ."})
public final class DemoCommand implements Callable<Integer> {
    private static final int CUSTOMERS = 4;
    private static final String STOPPED = "Stopped. The two databases have ended, and the demo's files are deleted.";

    private final Terminal terminal;

    @Option(
            names = "--on",
            paramLabel = "h2|mariadb",
            defaultValue = "h2",
            description =
                    "Two H2 databases in MySQL mode (the default), or two real MariaDB servers (149 MB are fetched).")
    private String product = "h2";

    @Option(names = "--json", description = "End with one line that is a JSON object with the figures.")
    private boolean json;

    @Option(
            names = "--seconds",
            paramLabel = "N",
            defaultValue = "60",
            description = "About how long it should take: from 20 on; the default is ${DEFAULT-VALUE}.")
    private int seconds;

    /** Readies the command to write on {@code terminal}. */
    public DemoCommand(Terminal terminal) {
        this.terminal = terminal;
    }

    @Override
    public Integer call() throws Exception {
        if (seconds < 1) {
            throw new Failure(ExitCode.USAGE, "--seconds " + seconds + " is too short: use 20 or more");
        }
        try (Workspace workspace = new Workspace(() -> terminal.line(STOPPED))) {
            Databases databases = databases(workspace);
            workspace.closes(databases);
            Migration migration = new Migration(workspace);
            ShopRecord record = new ShopRecord();
            Shop shop = new Shop(CUSTOMERS, record);
            workspace.closes(shop);
            Board board = new Board(migration.stateDir(), record);
            return play(new Stage(workspace, migration, databases, board, shop, seconds / 60.0));
        }
    }

    private int play(Stage stage) throws InterruptedException {
        Moving moving = new Moving(stage);
        Trouble trouble = new Trouble(stage);
        Ending ending = new Ending(stage);
        List<Step> steps = List.of(
                new Step("two databases, one of them empty", moving::startDatabases),
                new Step("the shop opens on jdbc:shunt:", moving::openShop),
                new Step("mirror = async", moving::mirror),
                new Step("rows from before copied by row sync", moving::copy),
                new Step("shadow.percent = 100", moving::shadow),
                new Step("differences planted, found, healed", trouble::plantAndHeal),
                new Step("gray.percent = 1, 10, 100", moving::gray),
                new Step("target killed under load, restarted", trouble::killTarget),
                new Step("all tables compared row by row", ending::compare));
        Board board = stage.board();
        board.show(title(stage), steps);
        Show show = new Show(board, terminal);
        stage.workspace().closes(show);
        show.start();
        boolean went = new Walk(board).run(steps);
        if (stage.workspace().interrupted()) {
            return ExitCode.NEEDS_A_PERSON; // which nobody will see: the process ends by the signal
        }
        show.close();
        boolean fine = went && board.record().errors() == 0;
        Summary summary = new Summary(fine, board, moving.copied(), trouble.found(), ending.comparison());
        summary.print(terminal);
        if (json) {
            terminal.line(summary.json());
        }
        return fine ? ExitCode.FINE : ExitCode.NEEDS_A_PERSON;
    }

    private String title(Stage stage) {
        return "A shop moves from one " + stage.databases().product() + " to another";
    }

    private Databases databases(Workspace workspace) throws IOException {
        return switch (product.toLowerCase(Locale.ROOT)) {
            case "h2" -> new H2Databases(workspace);
            case "mariadb" -> new MariaDatabases(workspace);
            default -> throw new Failure(ExitCode.USAGE, "--on " + product + " is not known: use h2 or mariadb");
        };
    }
}

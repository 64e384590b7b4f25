package dev.shunt.admin.file;

import dev.shunt.admin.terminal.ExitCode;
import dev.shunt.admin.terminal.Failure;
import dev.shunt.config.Config;
import dev.shunt.config.Options;
import dev.shunt.schema.ConnectProperties;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How a command logs in to the source: by the file, or by what the command line says. */
public final class SourceOption {
    private static final Duration CONNECT = Duration.ofSeconds(3);
    private static final Duration ANSWER = Duration.ofSeconds(5);

    @Option(names = "--url", paramLabel = "URL", description = "The source, instead of source.url in the file.")
    private @Nullable String url;

    @Option(
            names = "--user",
            paramLabel = "USER",
            description = "Who logs in there. Default: the URL, or the environment variable SHUNT_SOURCE_USER.")
    private @Nullable String user = System.getenv("SHUNT_SOURCE_USER");

    @Option(
            names = "--password",
            paramLabel = "PASSWORD",
            arity = "0..1",
            interactive = true,
            description = "Asked for on the terminal. Default: the URL, or the environment variable"
                    + " SHUNT_SOURCE_PASSWORD.")
    private @Nullable String password = System.getenv("SHUNT_SOURCE_PASSWORD");

    /** Returns true if the command line names the source. */
    public boolean given() {
        return url != null;
    }

    /** Returns the URL that is given or in the file; empty where neither has one, or the file is broken. */
    public String url(FileOption file) {
        if (url != null) {
            return url.replaceFirst("^(jdbc:(shunt:)?)+", "jdbc:");
        }
        Config config;
        try {
            config = file.config();
        } catch (Failure e) {
            return "";
        }
        FileOption.require(config, Options.SOURCE_URL.name()::equals);
        return config.get(Options.SOURCE_URL);
    }

    /** Connects; nothing there waits for long. */
    public Connection connect(FileOption file) throws SQLException {
        String to = url(file);
        if (to.isEmpty()) {
            throw new Failure(
                    ExitCode.UNREACHABLE, "the file names no source.url: add it, or name the source with --url");
        }
        requireDriver("the source", to);
        return DriverManager.getConnection(to, ConnectProperties.forSync(to, login(), CONNECT, ANSWER));
    }

    /** Ends the command where nothing here speaks with such a database; {@code side} is what the message calls it. */
    public static void requireDriver(String side, String url) {
        if (!drivable(url)) {
            throw new Failure(ExitCode.UNREACHABLE, noDriver(side, url));
        }
    }

    /** Returns true if something here speaks with such a database. */
    public static boolean drivable(String url) {
        return DriverManager.drivers().anyMatch(driver -> accepts(driver, url));
    }

    private static boolean accepts(Driver driver, String url) {
        try {
            return driver.acceptsURL(url);
        } catch (SQLException e) {
            return false;
        }
    }

    /** Returns what to say where nothing does, without what may be secret in the URL. */
    public static String noDriver(String side, String url) {
        return "no JDBC driver here accepts the URL of " + side + ", "
                + url.replaceFirst("^(jdbc:[a-zA-Z0-9+]*).*", "$1")
                + ":…: copy the jar of that database's driver into admin-cli/target/lib";
    }

    /** Returns user and password, where they are not in the URL. */
    public Properties login() {
        Properties login = new Properties();
        if (user != null) {
            login.setProperty("user", user);
        }
        if (password != null) {
            login.setProperty("password", password);
        }
        return login;
    }
}

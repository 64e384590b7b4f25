package dev.shunt;

import dev.shunt.config.Secrets;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Properties;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a {@code jdbc:shunt:} URL and its properties say: the wrapped URL, and the file. The file is named by the first
 * of: {@code shunt.config=} in the URL's own parameters ({@code ?…&…} or {@code ;…}), the connection property, the system
 * property {@code shunt.config}, the environment variable {@code SHUNT_CONFIG}, {@code shunt.properties} on the class
 * path.
 *
 * @param url the URL of the wrapped driver, without anything of Shunt's
 * @param properties the connection properties for it, likewise
 */
record ShuntUrl(String url, Properties properties, Path file) {
    static final String PREFIX = "jdbc:shunt:";
    static final String CONFIG = "shunt.config";

    private static final String ENVIRONMENT = "SHUNT_CONFIG";
    private static final String RESOURCE = "shunt.properties";
    private static final Pattern PARAMETER = Pattern.compile("([?&;])shunt\\.config=([^&;]*)(&|;|$)");

    private static final Pattern UNKNOWN = Pattern.compile("[?&;](shunt\\.[^=&;]*)=");

    static ShuntUrl parse(String text, Properties info) throws SQLException {
        String url = "jdbc:" + text.substring(PREFIX.length());
        String bare = url.replaceFirst("^(jdbc:(shunt:)?)+", "");
        if (bare.indexOf(':') < 0) {
            throw malformed(
                    text,
                    "expected " + PREFIX + "<the wrapped URL without its jdbc:>, e.g. " + PREFIX
                            + "mysql://host/shop?shunt.config=/etc/shunt.properties");
        }
        if (!url.equals("jdbc:" + bare)) {
            throw malformed(text, "jdbc: stands in it once more than it should; write " + PREFIX + bare);
        }
        Properties properties = copy(info);
        Object property = properties.remove(CONFIG);
        Matcher parameter = PARAMETER.matcher(url);
        String inUrl = null;
        if (parameter.find()) {
            inUrl = parameter.group(2);
            url = without(url, parameter);
        }
        Matcher unknown = UNKNOWN.matcher(url);
        if (unknown.find()) {
            throw malformed(text, "there is no parameter " + unknown.group(1) + ", only " + CONFIG);
        }
        String name = first(inUrl, property == null ? null : property.toString());
        return new ShuntUrl(url, properties, file(name));
    }

    private static SQLException malformed(String text, String fix) {
        return new SQLException("malformed URL " + Secrets.masked(text) + ": " + Secrets.masked(fix), "08001");
    }

    private static Properties copy(Properties info) {
        Properties copy = new Properties();
        info.stringPropertyNames().forEach(name -> copy.setProperty(name, info.getProperty(name)));
        info.forEach(copy::putIfAbsent); // some drivers take objects
        return copy;
    }

    /** Cuts the parameter out, and with it the separator that is no longer needed. */
    private static String without(String url, Matcher parameter) {
        String separator = parameter.group(1);
        String next = parameter.group(3);
        String kept = next.isEmpty() ? "" : separator;
        return url.substring(0, parameter.start()) + kept + url.substring(parameter.end());
    }

    private static @Nullable String first(@Nullable String... names) {
        for (String name : names) {
            if (name != null && !name.isBlank()) {
                return name.strip();
            }
        }
        return null;
    }

    private static Path file(@Nullable String given) throws SQLException {
        String name = first(given, System.getProperty(CONFIG), System.getenv(ENVIRONMENT));
        try {
            if (name != null) {
                return Path.of(name).toAbsolutePath().normalize();
            }
            Path found = onClassPath();
            if (found != null) {
                return found;
            }
        } catch (InvalidPathException e) {
            throw new SQLException(CONFIG + " = " + name + " is not a path: " + e.getReason(), "08001", e);
        }
        throw new SQLException(
                "no configuration: name the file by " + CONFIG + " in the URL, by the connection or system property "
                        + CONFIG + ", by the environment variable " + ENVIRONMENT + ", or put " + RESOURCE
                        + " on the class path. An empty migration is the one line: source.url = <the wrapped URL>",
                "08001");
    }

    private static @Nullable Path onClassPath() {
        ClassLoader loader = Thread.currentThread().getContextClassLoader();
        UnaryOperator<@Nullable URL> check = url -> url != null && "file".equals(url.getProtocol()) ? url : null;
        URL found = check.apply(loader == null ? null : loader.getResource(RESOURCE));
        URL own = found != null ? found : check.apply(ShuntUrl.class.getResource("/" + RESOURCE));
        try {
            return own == null ? null : Path.of(own.toURI());
        } catch (URISyntaxException e) {
            return null;
        }
    }

    /** Returns what of a URL tells one database from another: all but user, password and parameters. */
    static String database(String url) {
        String address = url.replaceFirst("[?;].*", "");
        return address.replaceFirst("//.*@", "//");
    }

    /** Returns the driver of the wrapped URL. */
    Driver driver() throws SQLException {
        try {
            return DriverManager.getDriver(url);
        } catch (SQLException e) {
            throw new SQLException(
                    "no JDBC driver accepts " + Secrets.masked(url)
                            + ": put the database's own driver on the class path, next to Shunt",
                    "08001",
                    e);
        }
    }
}

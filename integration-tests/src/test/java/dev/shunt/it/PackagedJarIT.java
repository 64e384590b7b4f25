package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.PrintStream;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The jar as it is shipped, in a class loader of its own beside other versions of the libraries that are in it. */
class PackagedJarIT {
    private static final Path JAR = Path.of(System.getProperty("shunt.it.jar"));
    private static final Path OLDER = Path.of(System.getProperty("shunt.it.older"));
    private static final List<String> SHARED = List.of(
            "com.github.benmanes.caffeine.cache.Caffeine",
            "net.bytebuddy.ByteBuddy",
            "org.apache.commons.configuration2.PropertiesConfiguration",
            "com.zaxxer.hikari.HikariDataSource");

    private final Path directory;

    PackagedJarIT(@TempDir Path directory) {
        this.directory = directory;
    }

    @Test
    void everyClassIsOursAndEveryServiceToo() throws Exception {
        try (JarFile jar = new JarFile(JAR.toFile())) {
            List<String> foreign = jar.stream()
                    .map(ZipEntry::getName)
                    .filter(name -> !name.endsWith("/"))
                    .filter(name -> !name.startsWith("dev/shunt/") && !allowedBeside(name))
                    .toList();
            assertEquals(List.of(), foreign);
            assertEquals("dev.shunt", jar.getManifest().getMainAttributes().getValue("Automatic-Module-Name"));
            String version = jar.getManifest().getMainAttributes().getValue("Implementation-Version");
            assertTrue(version != null && JAR.endsWith("shunt-driver-" + version + ".jar"), () -> "version " + version);
            assertEquals("dev.shunt.Driver", text(jar, "META-INF/services/java.sql.Driver"));
            for (String needed : List.of("META-INF/LICENSE", "META-INF/NOTICE", "META-INF/licenses/SLF4J")) {
                assertNotNull(jar.getEntry(needed), needed);
            }
        }
    }

    private static boolean allowedBeside(String name) {
        if (name.endsWith(".class") || name.startsWith("META-INF/versions/") || name.startsWith("META-INF/maven/")) {
            return false;
        }
        boolean service = name.startsWith("META-INF/services/");
        return service
                ? name.startsWith("META-INF/services/dev.shunt.") || name.equals("META-INF/services/java.sql.Driver")
                : name.startsWith("META-INF/");
    }

    @Test
    void writesAndReadsBesideOlderLibrariesAndPrintsNothing() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream error = System.err;
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        try (URLClassLoader application = new URLClassLoader(classPath(), ClassLoader.getPlatformClassLoader())) {
            Thread.currentThread().setContextClassLoader(application);
            System.setErr(new PrintStream(printed, true, StandardCharsets.UTF_8));
            Driver h2 = driver(application, "org.h2.Driver");
            try (Connection target = h2.connect("jdbc:h2:mem:target;MODE=MySQL", new Properties())) {
                execute(target, "CREATE TABLE a (id INT PRIMARY KEY, v VARCHAR(9))");
                writeThrough(driver(application, "dev.shunt.Driver"));
                assertEquals(List.of("1 x", "2 y"), rows(target));
            }
            pooledByTheOlderHikari(application);
            librariesAreTheOlderOnes(application);
        } finally {
            System.setErr(error);
            Thread.currentThread().setContextClassLoader(before);
        }
        assertEquals("", printed.toString(StandardCharsets.UTF_8));
    }

    private void writeThrough(Driver shunt) throws Exception {
        Files.writeString(directory.resolve("shunt.properties"), """
                source.url = jdbc:h2:mem:source;MODE=MySQL;DB_CLOSE_DELAY=-1
                target.url = jdbc:h2:mem:target;MODE=MySQL
                mirror = sync
                mirror.timeout = 1 min
                mirror.ddl = ignore
                state.dir = %s
                """.formatted(
                        directory.resolve("state").toString().replace("\\", "/")));
        try (Connection connection = shunt.connect(url(), new Properties())) {
            execute(connection, "CREATE TABLE IF NOT EXISTS a (id INT PRIMARY KEY, v VARCHAR(9))");
            execute(connection, "INSERT INTO a VALUES (1, 'x'), (2, 'z')");
            execute(connection, "UPDATE a SET v = 'y' WHERE id = 2");
            assertEquals(List.of("1 x", "2 y"), rows(connection));
        }
    }

    private String url() {
        return "jdbc:shunt:h2:mem:source;MODE=MySQL;DB_CLOSE_DELAY=-1;shunt.config="
                + directory.resolve("shunt.properties");
    }

    private void pooledByTheOlderHikari(ClassLoader application) throws Exception {
        Object pool = application
                .loadClass("com.zaxxer.hikari.HikariDataSource")
                .getConstructor()
                .newInstance();
        pool.getClass().getMethod("setJdbcUrl", String.class).invoke(pool, url());
        try (Connection connection = ((DataSource) pool).getConnection()) {
            assertEquals(List.of("1 x", "2 y"), rows(connection));
        }
        ((AutoCloseable) pool).close();
    }

    private static void librariesAreTheOlderOnes(ClassLoader application) throws Exception {
        for (String name : SHARED) {
            Class<?> theirs = application.loadClass(name);
            Class<?> ours = application.loadClass("dev.shunt.shaded." + name);
            assertNotSame(theirs, ours);
            assertTrue(source(theirs).startsWith(OLDER.toAbsolutePath()), name + " comes from " + source(theirs));
            assertEquals(JAR.toRealPath(), source(ours).toRealPath());
        }
    }

    private static Path source(Class<?> type) throws Exception {
        return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI())
                .toAbsolutePath();
    }

    private static Driver driver(ClassLoader application, String name) throws Exception {
        return Class.forName(name, true, application)
                .asSubclass(Driver.class)
                .getConstructor()
                .newInstance();
    }

    private static URL[] classPath() throws Exception {
        List<URL> urls = new ArrayList<>();
        File[] older = OLDER.toFile().listFiles((folder, name) -> name.endsWith(".jar"));
        assertTrue(older != null && older.length >= SHARED.size(), "the older libraries are not in " + OLDER);
        for (File file : older) {
            urls.add(url(file));
        }
        urls.add(url(JAR.toFile()));
        urls.add(source(org.h2.Driver.class).toUri().toURL());
        return urls.toArray(URL[]::new);
    }

    private static URL url(File file) throws MalformedURLException {
        return file.toURI().toURL();
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static List<String> rows(Connection connection) throws SQLException {
        List<String> all = new ArrayList<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT id, v FROM a ORDER BY id")) {
            while (rows.next()) {
                all.add(rows.getInt(1) + " " + rows.getString(2));
            }
        }
        return all;
    }

    private static String text(JarFile jar, String name) throws Exception {
        return new String(jar.getInputStream(jar.getEntry(name)).readAllBytes(), StandardCharsets.UTF_8).trim();
    }
}

package dev.shunt.admin;

import dev.shunt.admin.terminal.Terminal;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;

/**
 * Loads what commands load, so that a JVM with {@code -XX:ArchiveClassesAtExit} keeps it: {@code bin/shunt} starts from that
 * archive in about half the time.
 */
final class ArchivedClasses {
    private static final List<String> WANTED =
            List.of("dev/shunt/", "com/mysql/cj/", "com/fasterxml/jackson/", "picocli/");

    private static final List<String> SELDOM = List.of(
            "dev/shunt/admin/demo/",
            "dev/shunt/shaded/com/alibaba/",
            "dev/shunt/shaded/net/",
            "com/mysql/cj/x/",
            "com/mysql/cj/xdevapi/");

    private static final String END = ".class";

    private ArchivedClasses() {}

    public static void main(String[] arguments) throws IOException {
        for (String element : System.getProperty("java.class.path").split(java.io.File.pathSeparator, -1)) {
            if (element.endsWith(".jar")) {
                load(Path.of(element));
            }
        }
        Shunt.run(
                Terminal.of(OutputStream.nullOutputStream(), "", Map.of()),
                new PrintWriter(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                "verify",
                "--help");
    }

    private static void load(Path file) throws IOException {
        try (JarFile jar = new JarFile(file.toFile())) {
            jar.stream()
                    .map(entry -> entry.getName())
                    .filter(ArchivedClasses::wanted)
                    .forEach(ArchivedClasses::load);
        }
    }

    private static boolean wanted(String name) {
        return name.endsWith(END)
                && WANTED.stream().anyMatch(name::startsWith)
                && SELDOM.stream().noneMatch(name::startsWith);
    }

    private static void load(String name) {
        try {
            Class.forName(
                    name.substring(0, name.length() - END.length()).replace('/', '.'),
                    false,
                    ArchivedClasses.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // it needs a library that commands do without
        }
    }
}

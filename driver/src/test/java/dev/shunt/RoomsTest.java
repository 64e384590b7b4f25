package dev.shunt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The house: an import goes only to a smaller level, and each library has one room. */
class RoomsTest {
    private static final Path MAIN = Path.of("src/main/java");
    private static final Pattern IMPORT = Pattern.compile("(?m)^import (?:static )?([\\w.]+);");
    private static final Pattern QUALIFIED = Pattern.compile("(?<![\\w.*])dev\\.shunt\\.(\\w+)\\.[A-Z]");

    private static final Map<String, Integer> LEVELS = Map.ofEntries(
            Map.entry("", 6),
            Map.entry("jdbc", 5),
            Map.entry("mirror", 3),
            Map.entry("shadow", 3),
            Map.entry("cluster", 3),
            Map.entry("route", 2),
            Map.entry("rowsync", 2),
            Map.entry("verify", 2),
            Map.entry("journal", 2),
            Map.entry("session", 2),
            Map.entry("diff", 2),
            Map.entry("sql", 1),
            Map.entry("schema", 1),
            Map.entry("compare", 1),
            Map.entry("replay", 1),
            Map.entry("config", 1),
            Map.entry("proxy", 1),
            Map.entry("metrics", 1));

    private static final Map<String, List<String>> LIBRARIES = Map.of(
            "com.alibaba.druid.", List.of("sql"),
            "com.github.benmanes.caffeine.", List.of("sql"),
            "org.apache.commons.", List.of("config"),
            "net.bytebuddy.", List.of("proxy"),
            "com.zaxxer.hikari.", List.of("session"),
            "com.fasterxml.jackson.", List.of("diff", "metrics"),
            "com.mysql.", List.of(),
            "org.mariadb.", List.of(),
            "org.h2.", List.of());

    private static Map<Path, String> sources() throws IOException {
        Map<Path, String> sources = new TreeMap<>();
        try (Stream<Path> files = Files.walk(MAIN)) {
            for (Path file : files.filter(f -> f.toString().endsWith(".java")).toList()) {
                sources.put(MAIN.relativize(file), Files.readString(file));
            }
        }
        assertTrue(sources.size() > 50, "sources are found where they are looked for");
        return sources;
    }

    private static String room(Path file) {
        return file.getNameCount() == 3 ? "" : file.getName(2).toString();
    }

    @Test
    void anImportGoesOnlyToASmallerLevel() throws IOException {
        List<String> wrong = new ArrayList<>();
        sources().forEach((file, text) -> {
            String room = room(file);
            Stream.concat(
                            IMPORT.matcher(text).results().map(m -> m.group(1)),
                            QUALIFIED.matcher(text).results().map(m -> "dev.shunt." + m.group(1) + ".X"))
                    .filter(name -> name.startsWith("dev.shunt."))
                    .map(name -> name.split("\\.")[2])
                    .map(name -> Character.isUpperCase(name.charAt(0)) ? "" : name)
                    .filter(other -> !other.equals(room))
                    .filter(other -> LEVELS.get(other) >= LEVELS.get(room))
                    .forEach(other -> wrong.add(file + " imports " + other));
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void eachLibraryIsImportedInItsRoomOnly() throws IOException {
        List<String> wrong = new ArrayList<>();
        sources().forEach((file, text) -> {
            Matcher imports = IMPORT.matcher(text);
            while (imports.find()) {
                String name = imports.group(1);
                LIBRARIES.forEach((library, rooms) -> {
                    if (name.startsWith(library) && !rooms.contains(room(file))) {
                        wrong.add(file + " imports " + name);
                    }
                });
            }
        });
        assertEquals(List.of(), wrong);
    }

    @Test
    void everyRoomSaysWhatItIsFor() throws IOException {
        for (Path file : sources().keySet()) {
            assertTrue(
                    Files.exists(MAIN.resolve(file).resolveSibling("package-info.java")),
                    () -> "no package-info.java beside " + file);
        }
    }
}

package dev.shunt.admin.preflight;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.shunt.admin.preflight.TypeFit.Level;
import dev.shunt.schema.Dialect;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which types hold which, as MySQL and MariaDB name them. */
class TypeFitTest {
    private static final Pattern TYPE = Pattern.compile("(\\w+)(?:\\((.*?)\\))?(.*)");

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "int                 | int                 | SAME",
                "int(11)             | int                 | SAME",
                "int                 | bigint              | WIDER",
                "bigint              | int                 | LOSES",
                "int                 | int unsigned        | LOSES",
                "int unsigned        | int                 | LOSES",
                "int unsigned        | bigint              | WIDER",
                "tinyint unsigned    | smallint            | WIDER",
                "mediumint           | smallint            | LOSES",
                "int                 | decimal(10,0)       | OTHER",
                "int                 | decimal(9,0)        | LOSES",
                "int                 | double              | LOSES",
                "decimal(9,0)        | int                 | OTHER",
                "decimal(10,2)       | decimal(12,2)       | WIDER",
                "decimal(10,2)       | decimal(10,3)       | LOSES",
                "decimal(10,2)       | decimal(11,3)       | OTHER",
                "decimal(10,2)       | decimal(10,2) unsigned | LOSES",
                "double              | float               | LOSES",
                "float               | double              | OTHER",
                "double              | double              | SAME",
                "double              | double(7,2)         | LOSES",
                "varchar(20)         | varchar(19)         | LOSES",
                "varchar(20)         | varchar(40)         | WIDER",
                "varchar(20)         | char(20)            | LOSES",
                "char(20)            | varchar(20)         | OTHER",
                "varchar(60)         | tinytext            | WIDER",
                "varchar(64)         | tinytext            | LOSES",
                "text                | text                | SAME",
                "mediumtext          | text                | LOSES",
                "text                | longtext            | WIDER",
                "text                | varchar(16000)      | LOSES",
                "varbinary(10)       | varbinary(9)        | LOSES",
                "varbinary(10)       | binary(10)          | LOSES",
                "binary(10)          | varbinary(10)       | SAME",
                "binary(4)           | binary(5)           | LOSES",
                "blob                | mediumblob          | WIDER",
                "date                | datetime            | OTHER",
                "datetime(6)         | date                | LOSES",
                "datetime(6)         | datetime(3)         | LOSES",
                "datetime(3)         | datetime(6)         | WIDER",
                "datetime            | timestamp           | LOSES",
                "timestamp           | datetime            | OTHER",
                "time(6)             | time                | LOSES",
                "bit(8)              | bit(7)              | LOSES",
                "enum('a','b')       | enum('a')           | LOSES",
                "enum('a','b')       | enum('a','b','c')   | WIDER",
                "enum('a','b')       | enum('b','a')       | OTHER",
                "enum('a','bb')      | varchar(2)          | OTHER",
                "enum('a','bb')      | varchar(1)          | LOSES",
                "set('a','b')        | varchar(2)          | LOSES",
                "varchar(5)          | enum('a')           | LOSES",
                "set('a','b')        | enum('a','b')       | LOSES",
                "json                | longtext            | OTHER",
                "longtext            | json                | LOSES",
                "uuid                | uuid                | SAME",
                "uuid                | char(36)            | LOSES",
                "int                 | varchar(20)         | LOSES"
            })
    void aTypeHoldsWhatAnotherHolds(String source, String target, Level expected) {
        assertEquals(expected, level(source, Dialect.MYSQL, target, Dialect.MYSQL));
    }

    @Test
    void theSameNameIsAnotherTypeInAnotherProduct() {
        assertEquals(Level.WIDER, level("json", Dialect.MYSQL, "longtext", Dialect.MARIADB));
        assertEquals(Level.SAME, level("datetime(6)", Dialect.MARIADB, "timestamp(6)", Dialect.H2));
        assertEquals(Level.OTHER, level("timestamp(6)", Dialect.MARIADB, "timestamp(6)", Dialect.H2));
    }

    private static Level level(String source, Dialect from, String target, Dialect to) {
        return TypeFit.of(column(source), from, column(target), to).level();
    }

    private static ColumnFacts column(String type) {
        Matcher parts = TYPE.matcher(type);
        assertEquals(true, parts.matches());
        String name = parts.group(1).toUpperCase(Locale.ROOT);
        List<String> numbers = parts.group(2) == null
                ? List.of()
                : Arrays.asList(parts.group(2).split(",", -1));
        boolean members = name.equals("ENUM") || name.equals("SET");
        int first = members || numbers.isEmpty() ? 0 : Integer.parseInt(numbers.get(0));
        long length =
                switch (name) {
                    case "TINYTEXT" -> 255;
                    case "TEXT", "BLOB" -> 65_535;
                    case "MEDIUMTEXT", "MEDIUMBLOB" -> 16_777_215;
                    case "LONGTEXT" -> 4_294_967_295L;
                    default -> first;
                };
        return new ColumnFacts(
                "c",
                name,
                type,
                length,
                first,
                numbers.size() < 2 || members ? 0 : Integer.parseInt(numbers.get(1)),
                first,
                true,
                null,
                "",
                null,
                name.contains("CHAR") || name.contains("TEXT") ? "utf8mb4" : null,
                null,
                members
                        ? numbers.stream()
                                .map(member -> member.replace("'", ""))
                                .toList()
                        : List.of());
    }
}

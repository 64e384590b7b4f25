package dev.shunt.admin.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.schema.Dialect;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class TranslationTest {
    private static final Translation TO_MARIADB = new Translation(
            Dialect.MYSQL,
            Dialect.MARIADB,
            Set.of("utf8mb4", "utf8mb3", "utf8mb4_bin", "utf8mb4_nopad_bin", "utf8mb3_general_ci"));

    private static final Translation TO_MYSQL =
            new Translation(Dialect.MARIADB, Dialect.MYSQL, Set.of("utf8mb4", "utf8mb4_0900_bin", "utf8mb4_bin"));

    private final List<String> problems = new ArrayList<>();

    private String toMariaDb(String text) {
        return TO_MARIADB.of(text, problems::add);
    }

    @Test
    void whatTheTargetKnowsStaysAsItIs() {
        String text = "CREATE TABLE `a` (\n  `v` text CHARACTER SET utf8mb4 COLLATE utf8mb4_bin\n) CHARSET=utf8mb4";
        assertEquals(text, toMariaDb(text));
        assertEquals(List.of(), problems);
    }

    @Test
    void anotherNameOfTheSameCollationIsTaken() {
        assertEquals("`v` text COLLATE utf8mb4_nopad_bin", toMariaDb("`v` text COLLATE utf8mb4_0900_bin"));
        assertEquals("`v` text COLLATE utf8mb3_general_ci", toMariaDb("`v` text COLLATE utf8_general_ci"));
        assertEquals(") CHARSET=utf8mb3", toMariaDb(") CHARSET=utf8"));
        assertEquals("COLLATE utf8mb4_0900_bin", TO_MYSQL.of("COLLATE utf8mb4_nopad_bin", problems::add));
        assertEquals(List.of(), problems);
        assertTrue(Translation.same("utf8mb4_0900_bin", "utf8mb4_nopad_bin"));
    }

    @Test
    void oneThatIsMerelyAlikeIsAProblem() {
        toMariaDb("`v` text COLLATE utf8mb4_0900_ai_ci");
        TO_MYSQL.of("`v` text COLLATE utf8mb4_uca1400_ai_ci", problems::add);
        assertEquals(2, problems.size());
        assertTrue(problems.get(0).contains("utf8mb4_0900_ai_ci"), problems::toString);
    }

    @Test
    void whatMariaDbWouldSkipIsKeptOrAProblem() {
        assertEquals("`v` int INVISIBLE", toMariaDb("`v` int /*!80023 INVISIBLE */"));
        assertEquals("/*!50100 PARTITION BY HASH (`id`) */", toMariaDb("/*!50100 PARTITION BY HASH (`id`) */"));
        assertEquals(List.of(), problems);
        toMariaDb("CHECK (`v` > 0) /*!80016 NOT ENFORCED */");
        assertEquals(List.of("MariaDB would skip NOT ENFORCED"), problems);
    }

    @Test
    void textsAndNamesAreLeftAlone() {
        String text = "`COLLATE x` int COMMENT 'it''s COLLATE y, \\' CHARSET=z /*!80023 INVISIBLE */'";
        assertEquals(text, toMariaDb(text));
        assertEquals(List.of(), problems);
    }
}

package dev.shunt.it;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The audit itself: it finds nothing where there is nothing, and something where there is. */
class TransparencyAuditTest {
    @ParameterizedTest
    @EnumSource
    void aDriverBehavesAsItself(Databases databases) throws SQLException {
        try (Pair pair = open(databases)) {
            prepare(pair);
            TransparencyAudit.Result result = TransparencyAudit.of(pair::source, pair::target);
            System.out.println("audit: " + result.found().size() + " methods, " + result.calls() + " calls");
            assertEquals(Set.of(), result.missed());
            assertEquals("", String.join("\n", result.differences()));
        }
    }

    @Test
    void aWrapperThatChangesOneAnswerIsFound() throws SQLException {
        try (Pair pair = Pair.h2()) {
            prepare(pair);
            TransparencyAudit.Result result = TransparencyAudit.of(pair::source, () -> lying(pair.target()));
            assertTrue(
                    result.differences().stream().anyMatch(line -> line.startsWith("Connection.nativeSQL(String)")),
                    result.differences().toString());
        }
    }

    /** Two whose driver asks once, not for each of some thousand calls, what parameters a procedure has. */
    static Pair open(Databases databases) {
        String once = databases == Databases.H2 ? "" : "&cacheCallableStmts=true";
        return databases.open().through(url -> url + once);
    }

    static void prepare(Pair pair) throws SQLException {
        List<String> statements = new ArrayList<>(TransparencyAudit.TABLES);
        statements.addAll(pair.kind() == Databases.H2 ? TransparencyAudit.H2 : TransparencyAudit.MYSQL);
        pair.onBoth(statements);
    }

    private static Connection lying(Connection real) {
        return (Connection) Proxy.newProxyInstance(
                Connection.class.getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                    try {
                        Object answer = method.invoke(real, arguments);
                        return method.getName().equals("nativeSQL") ? answer + " " : answer;
                    } catch (InvocationTargetException e) {
                        throw e.getTargetException();
                    }
                });
    }
}

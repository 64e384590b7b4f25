package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LookupsTest {
    private static final String PROPERTY = "shunt.test.lookup";

    private final Path directory;

    LookupsTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @AfterEach
    void clear() {
        System.clearProperty(PROPERTY);
    }

    private String password(String text) throws ConfigException {
        return Config.parse(directory.resolve("shunt.properties"), "target.password = " + text)
                .get(Options.TARGET_PASSWORD);
    }

    private String problem(String text) {
        return assertThrows(ConfigException.class, () -> password(text), text)
                .problems()
                .get(0);
    }

    @Test
    void theEnvironmentSystemPropertiesAndFilesAreLookedUp() throws Exception {
        System.setProperty(PROPERTY, "from sys");
        Path file = Files.writeString(directory.resolve("secret"), "from file, with a comma \\ and é\n");
        assertEquals(System.getenv("PATH"), password("${env:PATH}"));
        assertEquals("from sys", password("${sys:" + PROPERTY + "}"));
        assertEquals("from file, with a comma \\ and é", password("${file:" + file + "}"));
        assertEquals("from file, with a comma \\ and é", password("${file:secret}"));
        assertEquals("<from sys|from sys>", password("<${sys:" + PROPERTY + "}|${sys:" + PROPERTY + "}>"));
    }

    @Test
    void onlyOneLineEndIsCutFromAFile() throws Exception {
        Files.writeString(directory.resolve("secret"), " two \r\n\r\n");
        assertEquals(" two \r\n", password("${file:secret}"));
    }

    @Test
    void scriptsAddressesUrlsAndAllOtherLookUpsAreErrors() throws Exception {
        // the library's own look-up works here: what follows is not refused by accident
        PropertiesConfiguration plain = new PropertiesConfiguration();
        plain.setProperty("x", "${base64Encoder:hello}");
        assertNotEquals("${base64Encoder:hello}", plain.getString("x"));

        for (String prefix : List.of(
                "script:js:", "dns:address|", "url:UTF-8:file:", "exec:", "java:", "base64Encoder:", "const:", "")) {
            String problem = problem("${" + prefix + "java.lang.Runtime}");
            assertTrue(problem.startsWith("line 1: target.password: there is no look-up ${"), problem);
            assertTrue(problem.contains("there are ${env:NAME}, ${sys:name} and ${file:/path}"), problem);
        }
    }

    @Test
    void whatWasLookedUpIsNotLookedAtAgain() throws Exception {
        System.setProperty(PROPERTY, "${env:PATH} and ${script:js:1}");
        assertEquals("${env:PATH} and ${script:js:1}", password("${sys:" + PROPERTY + "}"));
        assertFalse(problem("${sys:${sys:" + PROPERTY + "}}").contains(System.getenv("PATH")));
    }

    @Test
    void thereAreNoDefaultsThatHideAMissingValue() {
        assertTrue(problem("${env:SHUNT_NO_SUCH:-changeit}").contains("is not set"));
    }

    @Test
    void aLookUpWithoutAValueNamesTheKeyAndWhatIsMissing() {
        assertEquals(
                "line 1: target.password: the environment variable SHUNT_NO_SUCH is not set",
                problem("${env:SHUNT_NO_SUCH}"));
        assertEquals(
                "line 1: target.password: the system property shunt.no.such is not set",
                problem("${sys:shunt.no.such}"));
        assertEquals("line 1: target.password: the file /no/such does not exist", problem("${file:/no/such}"));
    }

    @Test
    void aLookUpThatIsCutOffIsAnError() {
        assertEquals(
                "line 1: target.password: ${ has no }; write $${ for the two characters themselves",
                problem("${env:PAT"));
    }

    @Test
    void aSecondDollarKeepsTheCharacters() throws Exception {
        assertEquals("a${env:PATH}b$c", password("a$${env:PATH}b$c"));
        assertEquals("$", password("$"));
    }

    @Test
    void passwordsKeepCommasBackslashesAndHashes() throws Exception {
        assertEquals("a,b;c=d:e!f#g", password("a,b;c=d:e!f#g"));
        assertEquals("a\\b # c", password("a\\\\b \\# c"));
        assertEquals("pässwörd", password("pässwörd"));
    }

    @Test
    void theToolsReadAFileWhoseSecretsOnlyTheApplicationHas() throws Exception {
        String content = "target.url = ${env:SHUNT_NO_SUCH}\nmirror = async\ntarget.password = ${file:/no/such}\n";
        Config config = Config.parseForOthers(Path.of("f"), content);
        assertEquals(Mirror.ASYNC, config.mirror());
        assertTrue(config.hasTarget());
        assertEquals("", config.get(Options.TARGET_PASSWORD));
        assertEquals(
                Map.of(
                        "target.url", "the environment variable SHUNT_NO_SUCH is not set",
                        "target.password", "the file /no/such does not exist"),
                config.missing());
        assertThrows(ConfigException.class, () -> Config.parseForOthers(Path.of("f"), "target.password = ${dns:x}"));
    }

    @Test
    void aWrongValueThatWasLookedUpIsNotShown() throws IOException {
        Files.writeString(directory.resolve("secret"), "s3cr3t");
        ConfigException e = assertThrows(
                ConfigException.class, () -> Config.parse(directory.resolve("f"), "gray.percent = ${file:secret}"));
        assertEquals(
                List.of("line 1: gray.percent = ${file:secret}: allowed: 0 to 100 in steps of 0.01"), e.problems());
    }
}

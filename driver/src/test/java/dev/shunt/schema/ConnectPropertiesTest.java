package dev.shunt.schema;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the application's own URL says of its sessions. */
class ConnectPropertiesTest {
    @ParameterizedTest(name = "{0} {1}: {2}")
    @CsvSource({
        "'', '', true",
        "characterEncoding=UTF-8, '', true",
        "characterEncoding=utf8, '', true",
        "connectionCollation=utf8mb4_bin, '', true",
        "characterEncoding=latin1, '', false",
        "'', ISO-8859-1, false",
        "characterSetResults=cp1251, '', false",
        "connectionCollation=latin1_swedish_ci, '', false",
        "sessionVariables=character_set_client=latin1, '', false",
    })
    void aUrlThatChoosesAnotherCharacterSetIsKnown(String option, String property, boolean expected) {
        Properties login = new Properties();
        if (!property.isEmpty()) {
            login.setProperty("characterEncoding", property);
        }
        assertEquals(expected, ConnectProperties.anyText("jdbc:mysql://db/shop?" + option, login));
    }
}

package dev.shunt.admin.terminal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.shunt.admin.terminal.HtmlPage.Cell;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;

class HtmlPageTest {
    private static final String EVIL = "<script>alert('x')</script> & \"\u0007</td></table>";

    private final Path file;

    HtmlPageTest(@TempDir Path directory) {
        file = directory.resolve("page.html");
    }

    /** The page is well-formed XML as well, so that a parser proves that nothing got out of its place. */
    private Document written(HtmlPage page) throws Exception {
        page.write(file);
        String text = Files.readString(file).replace("<!DOCTYPE html>", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new java.io.ByteArrayInputStream(text.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
    }

    @Test
    void whateverATextHasInItStaysText() throws Exception {
        HtmlPage page = new HtmlPage(EVIL);
        page.heading(EVIL);
        page.paragraph(Style.RED, EVIL);
        page.details(EVIL, () -> page.code(EVIL));
        page.table(List.of("a", "b>"), List.of(List.of(new Cell(Style.RED, EVIL), Cell.of("7"))));
        Document document = written(page);
        assertEquals(0, document.getElementsByTagName("script").getLength());
        String shown = EVIL.replace('\u0007', '\ufffd');
        for (String name : new String[] {"title", "h1", "h2", "p", "summary", "pre", "td"}) {
            assertEquals(shown, document.getElementsByTagName(name).item(0).getTextContent(), name);
        }
        assertEquals("b", document.getElementsByTagName("th").item(1).getTextContent());
        assertEquals(
                "n",
                document.getElementsByTagName("td")
                        .item(1)
                        .getAttributes()
                        .getNamedItem("class")
                        .getNodeValue());
    }

    @Test
    void itNeedsNothingElseAndIsLightOrDark() throws Exception {
        written(new HtmlPage("x"));
        String text = Files.readString(file);
        assertFalse(text.contains("http:") || text.contains("https:") || text.contains("url("), text);
        assertTrue(text.contains("prefers-color-scheme:dark") && text.contains("default-src 'none'"), text);
    }

    @Test
    void whereItCannotBeWrittenIsSaid() {
        Path nowhere = file.resolveSibling("none").resolve("page.html");
        Failure failure = assertThrows(Failure.class, () -> new HtmlPage("x").write(nowhere));
        assertEquals(ExitCode.USAGE, failure.exitCode());
        assertTrue(String.valueOf(failure.getMessage()).contains(nowhere.toString()), failure::getMessage);
    }
}

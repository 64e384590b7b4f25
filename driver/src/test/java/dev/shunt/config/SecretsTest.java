package dev.shunt.config;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SecretsTest {
    @ParameterizedTest
    @CsvSource({
        "jdbc:mysql://app:s3cret@db/shop, jdbc:mysql://app:***@db/shop",
        "jdbc:mysql://app:s/3@cret@db:3306/shop, jdbc:mysql://app:***@db:3306/shop",
        "jdbc:mysql://:s3cret@db/shop, jdbc:mysql://:***@db/shop",
        "jdbc:mysql://db/shop?user=app&password=s3)c/ret&x=1, jdbc:mysql://db/shop?user=app&password=***&x=1",
        "jdbc:mysql://db/shop?authToken=s3cret&x=1, jdbc:mysql://db/shop?authToken=***&x=1",
        "jdbc:mysql://db/shop?password2=s3cret&clientSecret=s3cret, jdbc:mysql://db/shop?password2=***&clientSecret=***",
        "jdbc:oracle:thin:app/s3@cret@db:1521/shop, jdbc:oracle:thin:app/***@db:1521/shop",
        "jdbc:h2:tcp://db/shop;USER=sa;PASSWORD=s3cret;X=1, jdbc:h2:tcp://db/shop;USER=sa;PASSWORD=***;X=1",
        "jdbc:mysql://address=(host=db)(password=s3cret)/shop, jdbc:mysql://address=(host=db)(password=***",
        "jdbc:mysql://db:3306/shop?allowPublicKeyRetrieval=true, jdbc:mysql://db:3306/shop?allowPublicKeyRetrieval=true",
    })
    void whatMayBeAPasswordIsStars(String url, String shown) {
        assertEquals(shown, Secrets.masked(url));
    }

    @Test
    void whetherALoginWasTriedWithAPasswordIsNone() {
        String refused = "Access denied for user 'shop'@'localhost' (using password: YES)";
        assertEquals(refused, Secrets.masked(refused));
        assertEquals("password: *** no", Secrets.masked("password: yes no"));
    }

    @Test
    void theRestOfAMessageStays() {
        assertEquals(
                "cannot reach jdbc:mysql://app:***@db/shop?password=*** within 5 s; unexpected token: here",
                Secrets.masked(
                        "cannot reach jdbc:mysql://app:s3cret@db/shop?password=s3cret within 5 s; unexpected token: here"));
    }

    @Test
    void whereAUrlLeadsIsToldWithoutItsParameters() {
        assertEquals("jdbc:mysql://db:3306/shop", Secrets.place("jdbc:mysql://db:3306/shop?user=a&password=b"));
        for (String url :
                new String[] {"//a:b;c@db/s", "//a@h,u:b@c/s", "//a:b c@d/s", "//(host=h,password=b)/s", "//h\n?"}) {
            assertEquals("jdbc:mysql:…", Secrets.place("jdbc:mysql:" + url));
        }
        assertEquals("jdbc:h2:mem:a", Secrets.place("jdbc:h2:mem:a;PASSWORD=b"));
    }
}

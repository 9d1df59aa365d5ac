package io.flexike.flexvpn.show;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CommandTableTest {
    private final CommandTable<String> table = new CommandTable<String>()
            .with("show crypto ikev2 sa", "sa")
            .with("show crypto ikev2 sa detailed", "details")
            .with("show crypto ikev2 session", "sessions")
            .with("show crypto ipsec sa", "ipsec")
            .with("show crypto ikev2 profile", "profiles")
            .with("show crypto ikev2 profile NAME", "profile");

    @ParameterizedTest
    @CsvSource({
        "show crypto ikev2 sa, sa",
        "sh cr ik sa, sa",
        "SHOW Crypto IKEv2 SA det, details",
        "sh cr ik ses, sessions",
        "sh cr ip sa, ipsec",
        "  sh   cr  ips  sa , ipsec",
        "sh cr ik prof, profiles"
    })
    void keywordsMayBeShortAsLongAsTheyAreTheOnlyOnes(String typed, String meant) {
        assertThat(table.match(typed).value()).hasValue(meant);
    }

    @Test
    void whatStandsForANameIsGiven() {
        CommandTable.Match<String> match = table.match("sh cr ik pro Spokes");

        assertThat(match.value()).hasValue("profile");
        assertThat(match.arguments()).containsExactly("Spokes");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "hide | \"hide\" is unknown here; there is: show",
                "sh cr i sa | \"i\" is ambiguous here; there are: ikev2, ipsec",
                "sh cr ik s | \"s\" is ambiguous here; there are: sa, session",
                "sh cr ik | the command goes on; there are: sa, session, profile",
                "sh cr ips sa x | \"x\" is unknown here; there is: nothing more"
            })
    void whatIsWrongIsSaid(String typed, String sentence) {
        assertThat(table.match(typed).value()).isEmpty();
        assertThat(table.match(typed).problem()).isEqualTo(sentence);
    }

    @Property(tries = 500)
    void nothingThatIsTypedFails(@ForAll String typed) {
        CommandTable.Match<String> match = table.match(typed);

        assertThat(match.value().isPresent()).isEqualTo(match.problem().isEmpty());
    }
}

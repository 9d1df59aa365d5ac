package io.flexike.flexvpn.router;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.flexvpn.ios.RouterConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Whatever was read, there are findings or a gateway, never an exception. */
class RouterGatewayPropertyTest {
    private static final List<Path> CORPUS = corpus();

    private static List<Path> corpus() {
        try (Stream<Path> files =
                Files.list(Path.of(RouterConfig.class.getResource("corpus").toURI()))) {
            return files.filter(file -> file.toString().endsWith(".cfg"))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (URISyntaxException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void everyConfigurationOfTheCorpusMakesAGatewayOrFindings() throws IOException {
        assertThat(CORPUS).hasSizeGreaterThanOrEqualTo(40);
        for (Path file : CORPUS) {
            assertGatewayOrFindings(Files.readString(file));
        }
    }

    @Property(tries = 150)
    void damagedConfigurationsDoNotThrow(@ForAll long seed) throws IOException {
        Random random = new Random(seed);
        String text = Files.readString(CORPUS.get(random.nextInt(CORPUS.size())));
        String[] words = text.split("(?<= )|(?=\n)", -1);
        for (int i = 0; i < 5; i++) {
            int at = random.nextInt(words.length);
            words[at] = switch (random.nextInt(4)) {
                case 0 -> "";
                case 1 -> words[random.nextInt(words.length)];
                case 2 -> random.nextInt(100_000) + " ";
                default -> "@.\u00e9:" + words[at];
            };
        }
        assertGatewayOrFindings(String.join("", words));
    }

    private static void assertGatewayOrFindings(String text) {
        RouterGateway gateway = RouterGateway.of(RouterConfig.read("some.cfg", text), "some.cfg");
        assertThat(gateway.config().isPresent() || !gateway.findings().isEmpty())
                .isTrue();
        RouterGateway.of(RouterConfig.read("some.cfg", text).config(), "some.cfg");
    }

    @Test
    void valuesThatCannotBeUsedAreFindings() {
        assertGatewayOrFindings("""
                ip local pool R 10.0.0.9 10.0.0.1
                crypto ikev2 authorization policy A
                 pool R
                """);
        assertGatewayOrFindings("""
                interface Virtual-Template99999999999 type tunnel
                 tunnel mode ipsec ipv4
                """);
        assertGatewayOrFindings("""
                crypto ikev2 profile P
                 match identity remote fqdn domain .
                 identity local email x
                 authentication local pre-share
                 authentication remote pre-share
                 keyring local K
                crypto ikev2 keyring K
                 peer A
                  identity email domain @
                  pre-shared-key x
                """);
    }

    @Test
    void whatAnAccessListSaysBeyondASelectorIsAnError() {
        String text = """
                ip access-list extended A
                 permit ip object-group LAN object-group REMOTE
                 permit tcp any any established
                 deny ip host 10.1.1.5 any
                 permit ip 10.1.1.0 0.0.0.255 any
                crypto ikev2 authorization policy X
                 route set access-list A
                crypto ikev2 profile P
                 aaa authorization group psk list L X
                 match identity remote any
                 identity local fqdn a.example
                 authentication local pre-share key secret
                 authentication remote pre-share key secret
                 virtual-template 1
                interface Virtual-Template1 type tunnel
                 tunnel mode ipsec ipv4
                """;
        assertThat(RouterGateway.of(RouterConfig.read("a.cfg", text).config(), "a.cfg")
                        .findings())
                .extracting(Object::toString)
                .anyMatch(finding -> finding.startsWith("a.cfg:2:") && finding.contains("object-group"))
                .anyMatch(finding -> finding.startsWith("a.cfg:3:") && finding.contains("established"))
                .anyMatch(finding -> finding.startsWith("a.cfg:4:") && finding.contains("denies"));
    }

    @Test
    void whereNoPolicyIsFoundNobodyIsLetIn() {
        String text = """
                aaa authorization network L local
                crypto ikev2 profile P
                 aaa authorization group psk list L NOPE
                 match identity remote any
                 identity local fqdn a.example
                 authentication local pre-share key secret
                 authentication remote pre-share key secret
                 virtual-template 1
                interface Loopback0
                 ip address 10.0.0.1 255.255.255.255
                interface Virtual-Template1 type tunnel
                 ip unnumbered Loopback0
                 tunnel mode ipsec ipv4
                """;
        assertThat(RouterGateway.of(RouterConfig.read("a.cfg", text), "a.cfg").config())
                .isEmpty();
    }
}

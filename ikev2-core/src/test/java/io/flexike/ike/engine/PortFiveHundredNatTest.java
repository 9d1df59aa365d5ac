package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;

/** A peer that stays on port 500 although there is a NAT, or what looks like one. */
class PortFiveHundredNatTest {
    private static final InetSocketAddress BEHIND_NAT = new InetSocketAddress("198.51.100.7", 500);

    private final Peers peers = new Peers();
    private final Peers.End alice = peers.new End(Peers.settings(1));
    private final Peers.End bob = peers.new End(Peers.settings(2, Peers.bob().build()));

    @Test
    void esp_travels_without_udp() {
        Path onlyPort500 = new Path(Peers.A500, Peers.B500, false);
        alice.step(new IkeInput.Initiate(1, Peers.alice().build(), onlyPort500, onlyPort500));
        while (!alice.sent.isEmpty()) {
            bob.step(new IkeInput.DatagramReceived(
                    new Path(Peers.B500, BEHIND_NAT, false), alice.sent.remove().octets()));
            while (!bob.sent.isEmpty()) {
                alice.step(new IkeInput.DatagramReceived(
                        onlyPort500, bob.sent.remove().octets()));
            }
        }
        assertThat(bob.installed).singleElement().satisfies(child -> {
            assertThat(child.path().remote()).isEqualTo(BEHIND_NAT);
            assertThat(child.udpEncapsulation()).isFalse();
        });
        assertThat(alice.installed)
                .singleElement()
                .satisfies(child -> assertThat(child.udpEncapsulation()).isFalse());
    }
}

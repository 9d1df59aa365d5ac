package io.flexike.flexvpn.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.CryptoProvider;
import io.flexike.esp.DataPlane;
import java.security.SecureRandom;
import java.time.InstantSource;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class SessionsTest {
    @AutoClose
    private final DataPlane dataPlane = DataPlane.builder()
            .crypto(CryptoProvider.standard())
            .random(new SecureRandom())
            .clock(InstantSource.system())
            .start();

    private final Sessions sessions = new Sessions(dataPlane);
    private final TunnelInterface shared = TestSessions.tunnel("Tunnel0");

    private Session add(TunnelInterface device, long ikeSpi) {
        Session session = TestSessions.of(device, ikeSpi);
        sessions.add(session);
        session.up(true);
        return session;
    }

    @Test
    void those_of_an_interface_are_the_ones_that_are_up() {
        Session first = add(shared, 1);
        Session second = add(shared, 2);
        Session alone = add(TestSessions.tunnel("Virtual-Access1"), 3);
        assertThat(sessions.upOn("Tunnel0")).containsExactlyInAnyOrder(first, second);
        assertThat(sessions.upOn("Virtual-Access1")).containsExactly(alone);
        assertThat(sessions.upOn("Tunnel9")).isEmpty();

        first.up(false);
        assertThat(sessions.upOn("Tunnel0")).containsExactly(second);

        assertThat(sessions.remove(2)).contains(second);
        assertThat(sessions.remove(3)).contains(alone);
        assertThat(sessions.upOn("Tunnel0")).isEmpty();
        assertThat(sessions.upOn("Virtual-Access1")).isEmpty();
    }

    @Test
    void one_that_was_rekeyed_is_found_by_its_last_two_ike_sas() {
        Session session = add(shared, 1);
        sessions.rekeyed(session, TestSessions.ikeSa(5));
        assertThat(sessions.find(1)).contains(session);
        assertThat(sessions.find(5)).contains(session);

        sessions.rekeyed(session, TestSessions.ikeSa(9));
        assertThat(sessions.find(1)).isEmpty();
        assertThat(sessions.find(5)).contains(session);
        assertThat(sessions.find(9)).contains(session);
        assertThat(sessions.all()).containsExactly(session);
        assertThat(sessions.upOn("Tunnel0")).containsExactly(session);

        sessions.remove(9);
        assertThat(sessions.find(5)).isEmpty();
        assertThat(sessions.find(9)).isEmpty();
    }
}

package io.flexike.ike.eap;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.flexike.crypto.CryptoProvider;
import io.flexike.crypto.SecretBytes;
import io.flexike.ike.identity.Identity;
import io.flexike.ike.session.EapAuthentication;
import io.flexike.ike.session.EapConversation;
import io.flexike.ike.session.EapOutcome;
import io.flexike.ike.session.Path;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerGuardTest {
    private static final Path PATH =
            new Path(new InetSocketAddress("192.0.2.1", 500), new InetSocketAddress("192.0.2.2", 500), false);
    private static final SecretBytes PASSWORD = SecretBytes.ofUtf8("a password");

    private int wiped;
    private final WorkerGuard guard = new WorkerGuard(() -> wiped++);

    @Test
    void a_conversation_that_nobody_works_on_is_wiped_at_once_and_once() {
        guard.close();
        guard.close();
        assertThat(wiped).isOne();
        assertThat(guard.run(() -> {
                    throw new AssertionError("a step after the end");
                }))
                .isInstanceOf(EapOutcome.Failed.class);
    }

    @Test
    void what_is_closed_during_a_step_is_wiped_after_it_and_its_keys_are_destroyed() {
        SecretBytes msk = SecretBytes.ofUtf8("a master session key");
        Supplier<EapOutcome> step = () -> {
            guard.close();
            assertThat(wiped).as("the worker is still there").isZero();
            return new EapOutcome.Succeeded(new byte[0], Optional.of(msk), Optional.empty(), true);
        };
        assertThat(guard.run(step)).isInstanceOf(EapOutcome.Failed.class);
        assertThat(wiped).isOne();
        assertThat(msk.isDestroyed()).isTrue();
        guard.close();
        assertThat(wiped).isOne();
    }

    @Test
    void what_is_closed_during_a_step_that_throws_is_wiped_as_well() {
        assertThatThrownBy(() -> guard.run(() -> {
                    guard.close();
                    throw new IllegalStateException("no entropy");
                }))
                .isInstanceOf(IllegalStateException.class);
        assertThat(wiped).isOne();
    }

    @Test
    void steps_follow_each_other() {
        EapOutcome goesOn = new EapOutcome.Continue(new byte[] {1});
        assertThat(guard.run(() -> goesOn)).isEqualTo(goesOn);
        assertThat(guard.run(() -> goesOn)).isEqualTo(goesOn);
        assertThat(guard.run(() -> guard.run(() -> goesOn))).as("two at once").isInstanceOf(EapOutcome.Failed.class);
        assertThat(wiped).isZero();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_conversation_of_either_end_that_was_closed_says_nothing_more(boolean responder) {
        EapConversation conversation = (responder ? responder() : initiator())
                .begin(1, Identity.fqdn("alice.example").toWire(), PATH);
        byte[] identityRequest = {1, 7, 0, 5, 1};
        List<Runnable> later = new ArrayList<>();
        CompletableFuture<EapOutcome> outcome = conversation
                .receive(responder ? Optional.empty() : Optional.of(identityRequest), later::add)
                .toCompletableFuture();
        conversation.close();
        later.forEach(Runnable::run);
        assertThat(outcome.join()).isInstanceOf(EapOutcome.Failed.class);
    }

    private static EapAuthentication initiator() {
        return new EapOfInitiator(
                EapPeerSettings.user("ana").password(PASSWORD).build(), CryptoProvider.standard(), new SecureRandom());
    }

    private static EapAuthentication responder() {
        return new EapOfResponder(
                EapAuthenticatorSettings.users(EapUsers.of(Map.of("ana", PASSWORD)))
                        .build(),
                true,
                CryptoProvider.standard(),
                new SecureRandom());
    }
}

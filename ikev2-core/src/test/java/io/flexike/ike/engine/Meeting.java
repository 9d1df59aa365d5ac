package io.flexike.ike.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.PeerProfile;
import io.flexike.ike.session.PeerRequest;
import io.flexike.ike.session.Rejection;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/** An initiator and a responder that authenticate each other, and what came of it. */
final class Meeting {
    final Peers peers = new Peers();
    final List<PeerRequest> requests = new ArrayList<>();
    Peers.End alice;
    Peers.End bob;

    /** Everything arrives. */
    void connect(Peers.Draft alices, Peers.Draft... bobs) {
        begin(alices, bobs);
        Peers.settle(alice, bob);
    }

    /** The first request waits. */
    void begin(Peers.Draft alices, Peers.Draft... bobs) {
        requests.clear();
        PeerProfile[] profiles = Arrays.stream(bobs).map(Peers.Draft::build).toArray(PeerProfile[]::new);
        bob = peers.new End(Peers.settings(2, profiles).withTracing(true, true));
        var granting = bob.authorizer;
        bob.authorizer = request -> {
            requests.add(request);
            return granting.apply(request);
        };
        alice = peers.new End(Peers.settings(1).withTracing(true, true));
        alice.step(Peers.initiate(alices.build()));
    }

    /** What an end has sent in IKE_AUTH, message by message. */
    static List<List<Payload>> authentications(Peers.End end) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(message -> message.sent() && message.header().exchange().equals(ExchangeType.IKE_AUTH))
                .map(IkeEvent.MessageTraced::payloads)
                .toList();
    }

    void assertEstablished() {
        assertThat(alice.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(bob.events(IkeEvent.IkeSaClosed.class)).isEmpty();
        assertThat(alice.installed).hasSize(1);
        assertThat(bob.installed).hasSize(1);
        assertThat(Collections.singletonList(alice.installed.get(0).outboundSpi()))
                .containsExactly(bob.installed.get(0).inboundSpi());
    }

    void assertNothingInstalled() {
        assertThat(alice.installed).isEmpty();
        assertThat(bob.installed).isEmpty();
    }

    static Rejection closed(Peers.End end) {
        return end.only(IkeEvent.IkeSaClosed.class).reason().rejection().orElseThrow();
    }

    static <P extends Payload> List<P> sent(Peers.End end, Class<P> kind) {
        return end.events(IkeEvent.MessageTraced.class).stream()
                .filter(IkeEvent.MessageTraced::sent)
                .flatMap(message -> message.payloads().stream())
                .filter(kind::isInstance)
                .map(kind::cast)
                .toList();
    }
}

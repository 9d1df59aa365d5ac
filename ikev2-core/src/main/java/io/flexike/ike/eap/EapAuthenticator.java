package io.flexike.ike.eap;

import io.flexike.crypto.CryptoProvider;
import io.flexike.ike.eap.EapPacket.Code;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The end that authenticates (RFC 3748 1.2), in IKEv2 the responder: one conversation. {@link #start()} gives the first
 * request, {@link #receive} takes each response. Whatever arrives, nothing is thrown, and the conversation ends after a
 * bounded number of packets. Not thread-safe.
 */
public final class EapAuthenticator implements AutoCloseable {
    private static final EapAuthenticatorReply DISCARDED = new EapAuthenticatorReply.Discarded();
    private static final byte[] NOTHING = {};

    private final EapAuthenticatorSettings settings;
    private final CryptoProvider crypto;
    private final SecureRandom random;
    private final List<EapMethodType> untried;

    private int packets;
    private int identifier;
    private @Nullable String identity;
    private @Nullable EapMethodType outstanding;
    private @Nullable AuthenticatorMethod method;
    private boolean methodAnswered;
    private boolean over;

    private EapAuthenticator(
            EapAuthenticatorSettings settings, CryptoProvider crypto, SecureRandom random, @Nullable String identity) {
        this.settings = Objects.requireNonNull(settings, "settings");
        this.crypto = Objects.requireNonNull(crypto, "crypto");
        this.random = Objects.requireNonNull(random, "random");
        this.identity = identity;
        this.untried = new ArrayList<>(settings.methods());
    }

    /** A conversation that begins with the question who the peer is. */
    public static EapAuthenticator askingIdentity(
            EapAuthenticatorSettings settings, CryptoProvider crypto, SecureRandom random) {
        return new EapAuthenticator(settings, crypto, random, null);
    }

    /** A conversation that begins with the first method, as the lower layer knows who the peer claims to be. */
    public static EapAuthenticator knowing(
            String identity, EapAuthenticatorSettings settings, CryptoProvider crypto, SecureRandom random) {
        return new EapAuthenticator(settings, crypto, random, Objects.requireNonNull(identity, "identity"));
    }

    /**
     * The first request.
     *
     * @throws IllegalStateException if it was called before
     */
    public EapAuthenticatorReply.Send start() {
        // RFC 3748 4.1: begin with a random identifier.
        return startAfter(random.nextInt(0x100));
    }

    /** The first request, with the identifier that follows that one. */
    EapAuthenticatorReply.Send startAfter(int previous) {
        if (outstanding != null) {
            throw new IllegalStateException("The conversation has begun already");
        }
        identifier = previous;
        identifier = following();
        return identity == null ? ask(EapMethodType.IDENTITY, NOTHING) : begin(untried.remove(0), identity);
    }

    /** Takes a packet of the peer. */
    public EapAuthenticatorReply receive(byte[] octets) {
        EapPacket response = EapPacket.read(octets).orElse(null);
        if (over || response == null || outstanding == null) {
            return DISCARDED;
        }
        packets++;
        if (packets > EapPeer.MAX_PACKETS) {
            return fail("the conversation has no end");
        }
        // RFC 3748 4.1: a response to anything but the outstanding request, such as a duplicate, is discarded.
        if (response.code() != Code.RESPONSE || response.identifier() != identifier) {
            return DISCARDED;
        }
        EapMethodType type = response.type().orElseThrow();
        if (type.equals(EapMethodType.NAK)) {
            return nak(response);
        }
        if (!type.equals(outstanding) || response.expanded()) {
            return DISCARDED;
        }
        if (method == null) {
            identity = Names.text(response.data());
            return begin(untried.remove(0), identity);
        }
        return step(method, type, response);
    }

    /** Wipes what it can. A conversation that is not over gets no further. */
    @Override
    public void close() {
        over = true;
        if (method != null) {
            method.destroy();
        }
    }

    private EapAuthenticatorReply step(AuthenticatorMethod running, EapMethodType type, EapPacket response) {
        AuthenticatorStep step = running.receive(response.data());
        methodAnswered |= step.kind != AuthenticatorStep.Kind.IGNORED;
        return switch (step.kind) {
            case ASK -> {
                identifier = following();
                yield ask(type, step.request);
            }
            case DONE -> {
                over = true;
                yield new EapAuthenticatorReply.Succeeded(
                        step.text, type, step.msk, EapPacket.verdict(Code.SUCCESS, identifier));
            }
            case REFUSED -> fail(step.text);
            case IGNORED -> DISCARDED;
        };
    }

    private EapAuthenticatorReply nak(EapPacket nak) {
        // RFC 3748 4.1: no Nak once a method was answered; 5.3.2: an expanded one only to an expanded type, which we
        // never ask for. 5.3.1: it is about authentication, so there is none to Identity.
        if (method == null || methodAnswered || nak.expanded() || identity == null) {
            return DISCARDED;
        }
        List<EapMethodType> wanted = new ArrayList<>();
        for (byte octet : nak.data()) {
            wanted.add(EapMethodType.of(octet & 0xff));
        }
        Optional<EapMethodType> other =
                untried.stream().filter(wanted::contains).findFirst();
        if (other.isEmpty()) {
            return fail("the peer wants none of our methods, but "
                    + wanted.stream().limit(8).toList());
        }
        untried.remove(other.orElseThrow());
        method.destroy();
        return begin(other.orElseThrow(), identity);
    }

    private EapAuthenticatorReply.Send begin(EapMethodType type, String claimed) {
        AuthenticatorMethod begun = Methods.authenticator(type, claimed, settings, crypto, random);
        method = begun;
        if (outstanding != null) {
            identifier = following();
        }
        return ask(type, begun.first(identifier));
    }

    private EapAuthenticatorReply.Send ask(EapMethodType type, byte[] data) {
        outstanding = type;
        return new EapAuthenticatorReply.Send(EapPacket.typed(Code.REQUEST, identifier, type, data));
    }

    private int following() {
        return (identifier + 1) & 0xff;
    }

    private EapAuthenticatorReply fail(String reason) {
        over = true;
        return new EapAuthenticatorReply.Failed(reason, EapPacket.verdict(Code.FAILURE, identifier));
    }
}

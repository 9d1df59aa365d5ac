package io.flexike.ike.engine;

import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotAuthenticException;
import io.flexike.ike.keys.IkeKeys;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.FragmentNumbers;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.message.MessageFragment;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.IkeEvent;
import io.flexike.ike.session.Path;
import io.flexike.ike.task.IkeSa;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Encodes, seals, traces and sends the messages of one IKE SA, and opens those that it receives. */
final class Messenger {
    private final EngineContext context;
    private final IkeSa sa;
    private @Nullable FragmentAssembler incomplete;
    private @Nullable MessageCipher previous;
    private boolean hasKeys;

    /** Of the last message that was sealed. */
    private long packetNumber;

    Messenger(EngineContext context, IkeSa sa) {
        this.context = context;
        this.sa = sa;
    }

    /** The IKE SA has its keys: what follows is protected. */
    void protect() {
        hasKeys = true;
    }

    /**
     * The IKE SA has other keys from now on. Until the peer uses them, it may repeat its last request under the old
     * ones, cut anew (RFC 7383 2.5.2).
     */
    void renew(IkeKeys next) {
        forgetPrevious();
        MessageCipher last = context.ciphers().release(sa);
        sa.replaceKeys(next);
        if (sa.initiator()) {
            last.destroy();
        } else {
            previous = last;
        }
    }

    private void forgetPrevious() {
        if (previous != null) {
            previous.destroy();
            previous = null;
        }
    }

    /** Sends a message of the unprotected first exchange; tells its octets. */
    byte[] sendInit(ExchangeType exchange, boolean response, List<Payload> payloads) {
        IkeHeader header = header(exchange, response, 0);
        byte[] octets = IkeMessage.encode(header, payloads);
        send(sa.path(), header, payloads, List.of(octets), false);
        return octets;
    }

    /** Sends a protected message; tells its datagrams. */
    List<byte[]> send(Path path, ExchangeType exchange, boolean response, int messageId, List<Payload> payloads) {
        IkeHeader header = header(exchange, response, messageId);
        List<byte[]> datagrams = cipher().seal(header, payloads, mostOctets(path), this::nextPacketNumber);
        send(path, header, payloads, datagrams, false);
        return datagrams;
    }

    /**
     * RFC 7383 2.5.2: a request without an answer may have been too long for the path. Sends it in fragments of the
     * smallest size, to which everything after it keeps as well.
     *
     * @return its new datagrams, empty if nothing was sent because it cannot become smaller
     */
    Optional<List<byte[]>> sendSmaller(RequestWindow.Outstanding request) {
        Path path = sa.path();
        int smallest = FragmentSize.smallest(path);
        if (request.payloads().isEmpty() || !exceedsSmallest(path, request.datagrams())) {
            return Optional.empty();
        }
        IkeHeader header = header(request.type(), false, request.messageId());
        // RFC 7383 2.5.2: the receiver knows the new fragments by their greater total.
        int fewest = request.datagrams().size() + 1;
        int most = FragmentSize.messageOctets(path, smallest);
        List<byte[]> datagrams =
                cipher().sealFragments(header, request.payloads(), most, fewest, this::nextPacketNumber);
        sa.fragmentOctets(smallest);
        send(path, header, request.payloads(), datagrams, true);
        return Optional.of(datagrams);
    }

    /** Sends a request once more, octet for octet (RFC 7296 2.1). */
    void repeat(RequestWindow.Outstanding request, Path path) {
        IkeHeader header = header(request.type(), false, request.messageId());
        send(path, header, request.payloads(), request.datagrams(), true);
    }

    /** Sends a response once more, octet for octet, to where the request came from. */
    void repeat(Path path, List<byte[]> datagrams) {
        datagrams.forEach(octets -> context.transmit(path, octets));
    }

    /**
     * Opens a protected message that is due; empty if it is a part of one that is not complete yet.
     *
     * @throws NotAuthenticException if it is to be dropped
     * @throws IkeProtocolException any other: the peer really sent it, and it is malformed
     */
    Optional<Opened> open(Path path, IkeHeader header, byte[] datagram) throws IkeProtocolException {
        Optional<FragmentNumbers> numbers = FragmentNumbers.of(datagram);
        if (numbers.isEmpty()) {
            Opened whole = Opened.whole(header, cipher().open(datagram), datagram);
            forgetPrevious();
            if (incomplete != null) {
                incomplete.forget(header);
                dropIfEmpty();
            }
            return Optional.of(whole);
        }
        if (sa.fragmentOctets() == 0) {
            throw new NotAuthenticException("A fragment has come, which was not agreed upon.");
        }
        Optional<Opened> complete = assemble(header, numbers.get(), datagram);
        complete.filter(request -> !header.response() && request.datagrams() > 1)
                .ifPresent(request -> keepTo(path, request.longestMessage()));
        return complete;
    }

    private Optional<Opened> assemble(IkeHeader header, FragmentNumbers numbers, byte[] datagram)
            throws IkeProtocolException {
        FragmentAssembler assembler =
                incomplete == null ? new FragmentAssembler(() -> context.fragmentsOf(sa)) : incomplete;
        assembler.check(header, numbers);
        MessageFragment fragment = cipher().openFragment(datagram);
        forgetPrevious();
        incomplete = assembler;
        try {
            return assembler.add(header, fragment, datagram, context.now());
        } finally {
            dropIfEmpty();
        }
    }

    private void dropIfEmpty() {
        if (incomplete != null && incomplete.isEmpty()) {
            incomplete = null;
        }
    }

    /** RFC 7383 2.5.1: what the peer has found to pass is a good size for our response, too. */
    private void keepTo(Path path, int messageOctets) {
        int passes = Math.max(FragmentSize.smallest(path), FragmentSize.packetOctets(path, messageOctets));
        sa.fragmentOctets(Math.min(sa.fragmentOctets(), passes));
    }

    /**
     * Whether this is the first fragment of some request, authentic, but perhaps not one that we have seen (RFC 7383
     * 2.6.1).
     */
    boolean isFirstFragment(byte[] datagram) {
        boolean claims = FragmentNumbers.of(datagram)
                .filter(numbers -> numbers.number() == 1 && numbers.arePossible())
                .isPresent();
        if (!claims || !hasKeys || sa.fragmentOctets() == 0) {
            return false;
        }
        return isFirstFragment(cipher(), datagram) || previous != null && isFirstFragment(previous, datagram);
    }

    private static boolean isFirstFragment(MessageCipher cipher, byte[] datagram) {
        try {
            return cipher.openFragment(datagram).number() == 1;
        } catch (IkeProtocolException e) {
            return false;
        }
    }

    /** When an incomplete message is forgotten, far away if there is none. */
    Instant deadline() {
        return incomplete == null ? Instant.MAX : incomplete.deadline();
    }

    /** Forgets the incomplete messages whose time is over. */
    void deadlineReached(Instant now) {
        if (incomplete != null) {
            incomplete.expire(now);
            dropIfEmpty();
        }
    }

    /** A message has come and is what it claims to be. */
    void received(Path path, IkeHeader header, List<Payload> payloads, int datagrams) {
        trace(false, path, header, payloads, false, datagrams);
    }

    /** What a retransmission may need besides the datagrams; nothing is kept that nobody looks at. */
    List<Payload> kept(List<Payload> payloads, List<byte[]> datagrams) {
        boolean needed = context.settings().traceMessages() || exceedsSmallest(sa.path(), datagrams);
        return needed ? List.copyOf(payloads) : List.of();
    }

    private boolean exceedsSmallest(Path path, List<byte[]> datagrams) {
        int most = FragmentSize.messageOctets(path, FragmentSize.smallest(path));
        return mayFragment(path) && longest(datagrams) > most;
    }

    private static int longest(List<byte[]> datagrams) {
        int longest = 0;
        for (byte[] octets : datagrams) {
            longest = Math.max(longest, octets.length);
        }
        return longest;
    }

    private int mostOctets(Path path) {
        return mayFragment(path) ? FragmentSize.messageOctets(path, sa.fragmentOctets()) : IkeMessage.MAX_OCTETS;
    }

    private boolean mayFragment(Path path) {
        return sa.fragmentOctets() > 0 && CarrierChoice.mayFragment(path);
    }

    /** Neither seals nor opens any more, and forgets the incomplete messages. */
    void destroy() {
        hasKeys = false;
        forgetPrevious();
        context.ciphers().forget(sa);
        if (incomplete != null) {
            incomplete.clear();
            incomplete = null;
        }
    }

    private void send(Path path, IkeHeader header, List<Payload> payloads, List<byte[]> datagrams, boolean again) {
        trace(true, path, header, payloads, again, datagrams.size());
        sa.mobility().sent(context.now());
        datagrams.forEach(octets -> context.transmit(path, octets));
    }

    /** That of a message of ours; next payload and length are open. */
    IkeHeader header(ExchangeType exchange, boolean response, int messageId) {
        return IkeHeader.of(sa.initiatorSpi(), sa.responderSpi(), exchange, sa.initiator(), response, messageId);
    }

    private MessageCipher cipher() {
        if (!hasKeys) {
            throw new AssertionError("no keys before the end of IKE_SA_INIT");
        }
        return context.ciphers().of(sa);
    }

    private long nextPacketNumber() {
        packetNumber++;
        return packetNumber;
    }

    private void trace(
            boolean sent, Path path, IkeHeader header, List<Payload> payloads, boolean again, int datagrams) {
        if (context.settings().traceMessages()) {
            context.event(new IkeEvent.MessageTraced(
                    sa.localSpi(), sent, path, header, List.copyOf(payloads), again, datagrams));
        }
    }
}

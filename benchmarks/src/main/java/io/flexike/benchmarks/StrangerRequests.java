package io.flexike.benchmarks;

import io.flexike.ike.engine.IkeInput;
import io.flexike.ike.engine.IkeOutput;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.session.Path;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** IKE_SA_INIT requests of as many strangers as one likes: each with an SPI, a nonce and a source of its own. */
final class StrangerRequests {
    private static final InetSocketAddress HERE = new InetSocketAddress("192.0.2.2", 500);

    private final byte[] template;
    private final SplittableRandom random = new SplittableRandom(1);
    private int source;

    private StrangerRequests(byte[] template) {
        this.template = template;
    }

    /** @param request of an honest initiator, which is to be well-formed */
    static StrangerRequests like(byte[] request) {
        return new StrangerRequests(withNonceLast(request, List.of()));
    }

    /** The same with a cookie that nobody has given. */
    static StrangerRequests withWrongCookie(byte[] request) {
        // The first four octets are the number of the first secret of an engine.
        byte[] cookie = ByteBuffer.allocate(20).putInt(1).array();
        return new StrangerRequests(withNonceLast(request, List.of(NotifyPayload.of(NotifyType.COOKIE, cookie))));
    }

    IkeInput next() {
        byte[] request = template.clone();
        ByteBuffer octets = ByteBuffer.wrap(request);
        octets.putLong(0, random.nextLong() | 1);
        octets.putLong(request.length - 16, random.nextLong());
        octets.putLong(request.length - 8, random.nextLong());
        source++;
        InetSocketAddress from = new InetSocketAddress(address(0x20000000 + source * 7), 1024 + (source & 0x7fff));
        return new IkeInput.DatagramReceived(new Path(HERE, from, false), request);
    }

    static InetAddress address(int octets) {
        try {
            return InetAddress.getByAddress(
                    ByteBuffer.allocate(4).putInt(octets).array());
        } catch (UnknownHostException e) {
            throw new AssertionError(e);
        }
    }

    /** The request in an input or output that is a datagram. */
    static byte[] firstRequest(List<IkeOutput> outputs) {
        return outputs.stream()
                .filter(IkeOutput.Transmit.class::isInstance)
                .map(IkeOutput.Transmit.class::cast)
                .findFirst()
                .orElseThrow()
                .octets();
    }

    private static byte[] withNonceLast(byte[] request, List<Payload> before) {
        try {
            IkeMessage message = IkeMessage.decode(ByteBuffer.wrap(request));
            List<Payload> payloads = new ArrayList<>(before);
            payloads.addAll(message.payloads());
            NoncePayload nonce = message.first(NoncePayload.class).orElseThrow();
            payloads.remove(nonce);
            payloads.add(nonce);
            return IkeMessage.encode(message.header(), payloads);
        } catch (IkeProtocolException e) {
            throw new AssertionError(e);
        }
    }
}

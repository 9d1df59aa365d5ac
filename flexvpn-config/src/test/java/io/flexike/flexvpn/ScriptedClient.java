package io.flexike.flexvpn;

import static org.assertj.core.api.Assertions.assertThat;

import io.flexike.crypto.suite.Proposal;
import io.flexike.crypto.transform.KeyExchangeMethod;
import io.flexike.crypto.transform.TransformType;
import io.flexike.flexvpn.tunnel.PeerEndpoint;
import io.flexike.ike.error.IkeProtocolException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.identity.Identification;
import io.flexike.ike.message.ExchangeType;
import io.flexike.ike.message.IkeHeader;
import io.flexike.ike.message.IkeMessage;
import io.flexike.ike.message.PayloadChain;
import io.flexike.ike.payload.AuthMethod;
import io.flexike.ike.payload.AuthPayload;
import io.flexike.ike.payload.CertPayload;
import io.flexike.ike.payload.DeletePayload;
import io.flexike.ike.payload.EapPayload;
import io.flexike.ike.payload.IdiPayload;
import io.flexike.ike.payload.IdrPayload;
import io.flexike.ike.payload.KePayload;
import io.flexike.ike.payload.NoncePayload;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.payload.Payload;
import io.flexike.ike.payload.PayloadType;
import io.flexike.ike.payload.SaPayload;
import io.flexike.ike.selector.IpPrefix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A client that follows a script, with the codec of this library and nothing else of it: it sends what a
 * {@link NativeClient} sends, behind a NAT, and authenticates with EAP-MSCHAPv2. It demands the next thing that its
 * script expects, without patience for anything else.
 */
final class ScriptedClient implements AutoCloseable {
    static final InetAddress PRIVATE_ADDRESS = IpPrefix.parseAddress("192.168.178.23");

    private static final int IKE_PORT = 500;
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int MOST_OCTETS = 1200;
    private static final int PART_OCTETS = 500;
    private static final int CHILD_SPI = 0x0123abcd;
    private static final int EAP_RESPONSE = 2;
    private static final int EAP_IDENTITY = 1;
    private static final int EAP_NAK = 3;
    private static final byte[] PAD = "Key Pad for IKEv2".getBytes(StandardCharsets.US_ASCII);

    private final NativeClient system;
    private final PeerEndpoint gateway;
    private final X509Certificate root;
    private final String user;
    private final ScriptedMsChap msChap;
    private final SecureRandom random = new SecureRandom();
    private final DatagramSocket socket;
    private final byte[] ownNonce = new byte[48];
    private final long ownSpi = random.nextLong();
    private final List<String> asked = new ArrayList<>();
    private long peerSpi;
    private byte[] peerNonce = {};
    private byte[] firstRequest = {};
    private byte[] firstResponse = {};
    private ScriptedKeys keys;
    private int messageId;
    private boolean withoutKeyOfEap;

    ScriptedClient(NativeClient system, PeerEndpoint gateway, X509Certificate root, String user, String password)
            throws IOException {
        this.system = system;
        this.gateway = gateway;
        this.root = root;
        this.user = user;
        msChap = new ScriptedMsChap(user, password);
        random.nextBytes(ownNonce);
        socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
        socket.setSoTimeout(PATIENCE_MILLIS);
    }

    /** What EAP has asked for, in its order: {@code Identity}, or the opcode of MSCHAPv2. */
    List<String> asked() {
        return asked;
    }

    /** What MSCHAPv2 has said of a failure. */
    String failure() {
        return msChap.failure();
    }

    /** From now on it does as if EAP had made no key, as somebody between the two would who has only passed EAP on. */
    void ignoreKeyOfEap() {
        withoutKeyOfEap = true;
    }

    /**
     * Agrees on keys, with the first group that it offers or the one that the responder wants.
     *
     * <pre>
     * HDR, SAi1, KEi, Ni, ...          --&gt;
     *                                  &lt;--  HDR, SAr1, KEr, Nr, ...  or  HDR, N(INVALID_KE_PAYLOAD)
     * </pre>
     */
    void open() throws Exception {
        KeyExchangeMethod first = new KeyExchangeMethod(system.ike()
                .get(0)
                .first(TransformType.KEY_EXCHANGE)
                .orElseThrow()
                .id());
        Optional<KeyExchangeMethod> other = tryToOpen(first);
        if (other.isPresent()) {
            assertThat(tryToOpen(other.get())).isEmpty();
        }
    }

    /** The group that the responder would like to have instead. */
    private Optional<KeyExchangeMethod> tryToOpen(KeyExchangeMethod group) throws Exception {
        ScriptedKeyExchange exchange = ScriptedKeyExchange.begin(group);
        List<Payload> request = new ArrayList<>(List.of(
                SaPayload.ofIkeInit(system.ike()),
                new KePayload(group, exchange.publicValue()),
                new NoncePayload(ownNonce)));
        request.addAll(system.init(
                nat(NotifyType.NAT_DETECTION_SOURCE_IP, PRIVATE_ADDRESS, IKE_PORT),
                nat(NotifyType.NAT_DETECTION_DESTINATION_IP, InetAddress.getLoopbackAddress(), gateway.ikePort())));
        firstRequest = IkeMessage.encode(IkeHeader.of(ownSpi, 0, ExchangeType.IKE_SA_INIT, true, false, 0), request);
        send(firstRequest, gateway.ikePort());
        firstResponse = receive();
        IkeMessage response = IkeMessage.decode(ByteBuffer.wrap(firstResponse));
        Optional<NotifyPayload> invalid = response.notification(NotifyType.INVALID_KE_PAYLOAD);
        if (invalid.isPresent()) {
            return Optional.of(
                    new KeyExchangeMethod(ByteBuffer.wrap(invalid.get().data()).getShort() & 0xffff));
        }
        peerSpi = response.header().responderSpi();
        peerNonce = response.first(NoncePayload.class).orElseThrow().nonce();
        Proposal chosen = response.first(SaPayload.class).orElseThrow().offers().get(0);
        KePayload ke = response.first(KePayload.class).orElseThrow();
        assertThat(ke.method()).isEqualTo(group);
        assertThat(response.notification(NotifyType.IKEV2_FRAGMENTATION_SUPPORTED))
                .isPresent();
        byte[] spis = ByteBuffer.allocate(16).putLong(ownSpi).putLong(peerSpi).array();
        keys = new ScriptedKeys(
                chosen, exchange.secret(ke.publicValue()), ScriptedKeys.concat(ownNonce, peerNonce), spis);
        return Optional.empty();
    }

    private NotifyPayload nat(NotifyType type, InetAddress address, int port) throws GeneralSecurityException {
        byte[] hashed = ByteBuffer.allocate(16 + 4 + 2)
                .putLong(ownSpi)
                .putLong(0)
                .put(address.getAddress())
                .putShort((short) port)
                .array();
        return NotifyPayload.of(type, MessageDigest.getInstance("SHA-1").digest(hashed));
    }

    /**
     * The rest, until EAP has ended and the Child SA is there, or until EAP has failed. The responder has to prove
     * itself before anything is said.
     *
     * <pre>
     * HDR, SK {IDi, ..., SAi2, TSi, TSr}  --&gt;
     *                                     &lt;--  HDR, SK {IDr, CERT, AUTH, EAP}
     * HDR, SK {EAP}                       --&gt;
     *                                     &lt;--  HDR, SK {EAP (success)}
     * HDR, SK {AUTH}                      --&gt;
     *                                     &lt;--  HDR, SK {AUTH, CP, SAr2, TSi, TSr}
     * </pre>
     */
    IkeMessage authenticate() throws Exception {
        List<Payload> request = new ArrayList<>(List.of(new IdiPayload(system.identity())));
        request.addAll(system.auth(
                MessageDigest.getInstance("SHA-1").digest(root.getPublicKey().getEncoded()),
                SaPayload.ofChildSa(CHILD_SPI, system.esp())));
        IkeMessage response = exchange(ExchangeType.IKE_AUTH, request);
        byte[] responder = body(response.first(IdrPayload.class).orElseThrow().identification());
        assertProof(response, keys.peerSignedOctets(firstResponse, ownNonce, responder));
        EapPayload eap = response.first(EapPayload.class).orElseThrow();
        while (eap.code() == 1) {
            response = exchange(ExchangeType.IKE_AUTH, List.of(new EapPayload(answer(eap.message()))));
            eap = response.first(EapPayload.class).orElseThrow();
        }
        return eap.isFailure() ? response : proveWithKeyOfEap(responder);
    }

    /** RFC 7296 2.16: the key that EAP made proves both. */
    private IkeMessage proveWithKeyOfEap(byte[] responder) throws Exception {
        byte[] key = keys.prf(withoutKeyOfEap ? keys.ownProofKey() : msChap.msk(), PAD);
        byte[] initiator = body(system.identity());
        AuthPayload own = new AuthPayload(
                AuthMethod.SHARED_KEY, keys.prf(key, keys.ownSignedOctets(firstRequest, peerNonce, initiator)));
        IkeMessage response = exchange(ExchangeType.IKE_AUTH, List.of(own));
        if (withoutKeyOfEap) {
            return response;
        }
        assertThat(response.first(AuthPayload.class))
                .hasValue(new AuthPayload(
                        AuthMethod.SHARED_KEY,
                        keys.prf(key, keys.peerSignedOctets(firstResponse, ownNonce, responder))));
        return response;
    }

    private static byte[] body(Identification identification) {
        ByteBuffer body = ByteBuffer.allocate(identification.octets());
        identification.encode(body);
        return body.array();
    }

    /** By a certificate of the authority that it trusts, without RFC 7427 with SHA-1 as in RFC 7296. */
    private void assertProof(IkeMessage response, byte[] signed) throws Exception {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        X509Certificate certificate = (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(
                response.first(CertPayload.class).orElseThrow().data()));
        certificate.verify(root.getPublicKey());
        AuthPayload auth = response.first(AuthPayload.class).orElseThrow();
        boolean announced = IkeMessage.decode(ByteBuffer.wrap(firstRequest))
                .notification(NotifyType.SIGNATURE_HASH_ALGORITHMS)
                .isPresent();
        assertThat(auth.method()).isEqualTo(announced ? AuthMethod.DIGITAL_SIGNATURE : AuthMethod.RSA_SIGNATURE);
        assertThat(ScriptedSignature.verifies(auth, certificate.getPublicKey(), signed))
                .as("the gateway's signature")
                .isTrue();
    }

    /** Answers a request of EAP: who it is, or MSCHAPv2, which is what it wants instead of anything else. */
    private byte[] answer(byte[] request) {
        int type = request[4];
        byte[] data = Arrays.copyOfRange(request, 5, request.length);
        if (type == EAP_IDENTITY) {
            asked.add("Identity");
            return response(request[1], EAP_IDENTITY, system.eapIdentity(user));
        }
        if (type == ScriptedMsChap.TYPE) {
            asked.add("MSCHAPv2 " + data[0]);
            return response(request[1], type, msChap.answer(data));
        }
        asked.add("type " + type);
        return response(request[1], EAP_NAK, new byte[] {ScriptedMsChap.TYPE});
    }

    private static byte[] response(byte identifier, int type, byte[] data) {
        int length = 5 + data.length;
        return ByteBuffer.allocate(length)
                .put((byte) EAP_RESPONSE)
                .put(identifier)
                .putShort((short) length)
                .put((byte) type)
                .put(data)
                .array();
    }

    /** Deletes the IKE SA. */
    void leave() throws Exception {
        assertThat(exchange(ExchangeType.INFORMATIONAL, List.of(DeletePayload.ikeSa()))
                        .payloads())
                .isEmpty();
    }

    private IkeMessage exchange(ExchangeType type, List<Payload> payloads) throws Exception {
        messageId++;
        IkeHeader header = IkeHeader.of(ownSpi, peerSpi, type, true, false, messageId);
        ByteBuffer content = ByteBuffer.allocate(PayloadChain.octets(payloads));
        PayloadChain.encode(payloads, content);
        for (ScriptedKeys.Part part : parts(PayloadChain.firstType(payloads), content.array())) {
            byte[] message = keys.seal(header, part);
            // RFC 3948 2.2: the non-ESP marker of port 4500
            send(ScriptedKeys.concat(new byte[4], message), gateway.natTraversalPort());
        }
        return response(header);
    }

    private static List<ScriptedKeys.Part> parts(PayloadType first, byte[] content) {
        if (content.length <= MOST_OCTETS) {
            return List.of(new ScriptedKeys.Part(first, 1, 1, content));
        }
        List<ScriptedKeys.Part> parts = new ArrayList<>();
        int total = (content.length + PART_OCTETS - 1) / PART_OCTETS;
        for (int i = 0; i < total; i++) {
            int from = i * PART_OCTETS;
            byte[] part = Arrays.copyOfRange(content, from, Math.min(from + PART_OCTETS, content.length));
            parts.add(new ScriptedKeys.Part(i == 0 ? first : PayloadType.NONE, i + 1, total, part));
        }
        return parts;
    }

    private IkeMessage response(IkeHeader request) throws IOException, IkeProtocolException {
        List<ScriptedKeys.Part> parts = new ArrayList<>();
        IkeHeader header;
        do {
            byte[] marked = receive();
            assertThat(ByteBuffer.wrap(marked).getInt()).as("non-ESP marker").isZero();
            byte[] message = Arrays.copyOfRange(marked, 4, marked.length);
            header = IkeHeader.decode(ByteBuffer.wrap(message));
            assertThat(header.toString()).isEqualTo(request.toResponse().toString());
            parts.add(keys.open(message));
            assertThat(parts.get(parts.size() - 1).number()).isEqualTo(parts.size());
        } while (parts.size() < parts.get(0).total());
        byte[] content = ScriptedKeys.concat(
                parts.stream().map(ScriptedKeys.Part::content).toArray(byte[][]::new));
        return new IkeMessage(header, PayloadChain.decodeInner(parts.get(0).firstInner(), ByteBuffer.wrap(content)));
    }

    private void send(byte[] datagram, int port) throws IOException {
        socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
    }

    private byte[] receive() throws IOException {
        DatagramPacket packet = new DatagramPacket(new byte[IkeMessage.MAX_OCTETS], IkeMessage.MAX_OCTETS);
        socket.receive(packet);
        return Arrays.copyOf(packet.getData(), packet.getLength());
    }

    @Override
    public void close() {
        socket.close();
    }
}

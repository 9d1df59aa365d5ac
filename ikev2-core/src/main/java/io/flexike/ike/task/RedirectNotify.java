package io.flexike.ike.task;

import io.flexike.ike.error.InvalidSyntaxException;
import io.flexike.ike.error.NotifyType;
import io.flexike.ike.payload.NotifyPayload;
import io.flexike.ike.session.RedirectTarget;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The data of REDIRECT and REDIRECTED_FROM (RFC 5685 9.2, 9.3).
 *
 * <pre>
 * | GW Ident Type |  GW Ident Len |                               |
 * ~                   New Responder GW Identity                   ~
 * ~                        Nonce Data                             ~
 * </pre>
 */
public final class RedirectNotify {
    private static final int IPV4 = 1;
    private static final int IPV6 = 2;
    private static final int FQDN = 3;
    private static final int HEADER_OCTETS = 2;

    private final RedirectTarget target;
    private final byte[] nonce;

    private RedirectNotify(RedirectTarget target, byte[] nonce) {
        this.target = target;
        this.nonce = nonce;
    }

    public RedirectTarget target() {
        return target;
    }

    /** Whether it carries that nonce, as it must in IKE_SA_INIT and only there. */
    public boolean carries(byte[] expected) {
        return Arrays.equals(nonce, expected);
    }

    /** What sends the peer away. */
    public static NotifyPayload redirect(RedirectTarget target, byte[] nonce) {
        return NotifyPayload.of(NotifyType.REDIRECT, encode(target, nonce));
    }

    /** Who has sent us. */
    static NotifyPayload redirectedFrom(InetAddress gateway) {
        return NotifyPayload.of(NotifyType.REDIRECTED_FROM, encode(gateway, new byte[0]));
    }

    private static byte[] encode(RedirectTarget target, byte[] nonce) {
        return target instanceof RedirectTarget.Address to
                ? encode(to.address(), nonce)
                : encode(FQDN, target.toString().getBytes(StandardCharsets.US_ASCII), nonce);
    }

    private static byte[] encode(InetAddress address, byte[] nonce) {
        return encode(address instanceof Inet4Address ? IPV4 : IPV6, address.getAddress(), nonce);
    }

    private static byte[] encode(int type, byte[] identity, byte[] nonce) {
        return ByteBuffer.allocate(HEADER_OCTETS + identity.length + nonce.length)
                .put((byte) type)
                .put((byte) identity.length)
                .put(identity)
                .put(nonce)
                .array();
    }

    /**
     * Reads either of the two.
     *
     * @throws InvalidSyntaxException if it does not name one gateway
     */
    public static RedirectNotify decode(NotifyPayload notify) throws InvalidSyntaxException {
        ByteBuffer data = ByteBuffer.wrap(notify.data());
        if (data.remaining() < HEADER_OCTETS) {
            throw new InvalidSyntaxException("REDIRECT of " + data.remaining() + " octets");
        }
        int type = data.get() & 0xff;
        int length = data.get() & 0xff;
        if (length > data.remaining()) {
            throw new InvalidSyntaxException(
                    "REDIRECT: an identity of " + length + " octets, there are " + data.remaining());
        }
        byte[] identity = new byte[length];
        data.get(identity);
        byte[] nonce = new byte[data.remaining()];
        data.get(nonce);
        return new RedirectNotify(target(type, identity), nonce);
    }

    private static RedirectTarget target(int type, byte[] identity) throws InvalidSyntaxException {
        try {
            if (type == IPV4 && identity.length == 4 || type == IPV6 && identity.length == 16) {
                return new RedirectTarget.Address(InetAddress.getByAddress(identity));
            }
            if (type == FQDN) {
                return new RedirectTarget.Name(new String(identity, StandardCharsets.ISO_8859_1));
            }
        } catch (UnknownHostException e) {
            throw new AssertionError("an address of 4 or 16 octets", e);
        } catch (IllegalArgumentException e) {
            throw new InvalidSyntaxException("REDIRECT: " + e.getMessage());
        }
        throw new InvalidSyntaxException(
                "REDIRECT: an identity of type " + type + " with " + identity.length + " octets");
    }
}

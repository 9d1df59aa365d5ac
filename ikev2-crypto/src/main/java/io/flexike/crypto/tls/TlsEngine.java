package io.flexike.crypto.tls;

import io.flexike.crypto.SecretBytes;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * One end of one TLS connection: records in, records out. It resumes no session, renegotiates nothing and takes no
 * early data. Not thread-safe.
 */
public interface TlsEngine extends AutoCloseable {
    /**
     * Takes records of the other end, whole ones or pieces; nothing but {@link TlsFailedException} comes of it,
     * whatever they are.
     *
     * @throws TlsFailedException if the connection has failed, now or before
     */
    void receive(byte[] records) throws TlsFailedException;

    /** Takes away the records that are to be sent; none if there is nothing to say. */
    byte[] takeRecords();

    /** Whether both ends have finished the handshake, as far as this one knows, and the connection still stands. */
    boolean isEstablished();

    /**
     * The version that was agreed upon.
     *
     * @throws IllegalStateException unless the handshake has been finished
     */
    TlsVersion version();

    /** The certificates of the other end, which were found good; none if it sent none. */
    List<X509Certificate> peerChain();

    /**
     * Protects data for the other end; the records wait to be taken.
     *
     * @throws TlsFailedException if the connection does not stand
     */
    void send(byte[] applicationData) throws TlsFailedException;

    /** Takes away the data that the other end sent; none if there is none. */
    byte[] takeApplicationData();

    /**
     * Keying material (RFC 5705, RFC 8446 7.5) without a context, which in TLS 1.3 is an empty one. In TLS 1.2 it is
     * {@code PRF(master_secret, label, client.random + server.random)}.
     *
     * @param octets 1 to 255 times the length of the hash in TLS 1.3
     * @throws IllegalStateException unless the handshake has been finished
     */
    SecretBytes export(String label, int octets);

    /**
     * Keying material (RFC 5705, RFC 8446 7.5) bound to a context.
     *
     * @throws IllegalStateException unless the handshake has been finished
     */
    SecretBytes export(String label, byte[] context, int octets);

    /** Wipes the keys. */
    @Override
    void close();
}

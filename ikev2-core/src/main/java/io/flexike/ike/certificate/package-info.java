/**
 * X.509 certificates for IKEv2 (RFC 4945, RFC 7296 3.6): our own, whom we trust, and what is checked of a peer's. A
 * check may wait for other servers, so that it is called from worker threads, or proceeds from one lookup to the next
 * while others fetch ({@link io.flexike.ike.certificate.Lookups}); nothing here opens a socket or reads a clock itself.
 */
package io.flexike.ike.certificate;

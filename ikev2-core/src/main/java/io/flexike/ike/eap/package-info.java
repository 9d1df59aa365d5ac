/**
 * The Extensible Authentication Protocol (RFC 3748) for IKEv2: both ends as machines that take a packet and return one.
 */
package io.flexike.ike.eap;

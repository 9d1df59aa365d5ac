/** Tickets with which IKE SAs are resumed, on the side that grants and takes them (RFC 5723). */
package io.flexike.ike.ticket;

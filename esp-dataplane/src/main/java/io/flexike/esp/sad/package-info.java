/** The security association database: one object per SA and direction (RFC 4301 4.4.2). */
package io.flexike.esp.sad;

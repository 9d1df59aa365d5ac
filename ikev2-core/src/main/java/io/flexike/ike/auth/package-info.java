/** What the AUTH payload is computed over and how (RFC 7296 2.15). */
package io.flexike.ike.auth;

/** Broken algorithms that old authentication protocols are made of, and nothing else may use. */
package io.flexike.crypto.legacy;

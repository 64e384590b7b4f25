/** What tests need of the demo's shop. */
@org.jspecify.annotations.NullMarked
package dev.shunt.admin.demo;

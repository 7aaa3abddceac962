package bourse.kyc;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** A small part of an XML document, by local names. */
final class Element {
  private static final int DEEPEST = 16;

  private final String name;
  private final Map<String, String> attributes = new HashMap<>();
  private final List<Element> children = new ArrayList<>();
  private final StringBuilder text = new StringBuilder();

  private Element(XMLStreamReader xml) {
    name = xml.getLocalName();
    for (int i = 0; i < xml.getAttributeCount(); i++) {
      attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i));
    }
  }

  /** Reads the element at whose start the reader stands, up to its end. */
  static Element read(XMLStreamReader xml) throws XMLStreamException {
    return read(xml, 0);
  }

  private static Element read(XMLStreamReader xml, int depth) throws XMLStreamException {
    if (depth > DEEPEST) {
      throw new XMLStreamException("too deep", xml.getLocation());
    }
    Element element = new Element(xml);
    while (true) {
      switch (xml.next()) {
        case XMLStreamConstants.START_ELEMENT -> element.children.add(read(xml, depth + 1));
        case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA ->
            element.text.append(xml.getText());
        case XMLStreamConstants.END_ELEMENT -> {
          return element;
        }
        default -> {
          // comments and the like
        }
      }
    }
  }

  /** Empty when there is none. */
  String attribute(String key) {
    return attributes.getOrDefault(key, "").strip();
  }

  /** What stands in the first child of this name; empty when there is none. */
  String text(String child) {
    return all(child).findFirst().map(found -> found.text.toString().strip()).orElse("");
  }

  /** The children of this name. */
  Stream<Element> all(String child) {
    return children.stream().filter(one -> one.name.equals(child));
  }

  /** The children of the children. */
  Stream<Element> under(String child, String grandchild) {
    return all(child).flatMap(one -> one.all(grandchild));
  }
}

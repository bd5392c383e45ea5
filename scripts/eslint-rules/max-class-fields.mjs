/**
 * Fields per class is the sharpest early warning of a class that owns too much, so they are counted.
 * Static fields are constants of the type, not state of the object: they do not count.
 */
export const maxClassFields = {
  meta: {
    type: 'suggestion',
    docs: { description: 'Limit the number of instance fields of a class.' },
    schema: [{ type: 'object', properties: { max: { type: 'integer', minimum: 0 } }, additionalProperties: false }],
    messages: { tooMany: 'This class has {{count}} fields; more than {{max}} says that a concept is missing.' },
  },
  create(context) {
    const max = context.options[0]?.max ?? 10
    return {
      ClassBody(node) {
        const fields = node.body.filter((member) => member.type.endsWith('PropertyDefinition') && !member.static)
        if (fields.length > max) {
          context.report({ node: node.parent, messageId: 'tooMany', data: { count: fields.length, max } })
        }
      },
    }
  },
}

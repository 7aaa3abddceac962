/** Where money goes, as a client and the staff read it. */
export function Destination({
  destination,
}: {
  destination: {
    kind: string;
    name: string;
    fields: Record<string, string>;
    institution?: string;
    selfHosted: boolean;
  };
}) {
  const { name, fields, institution, selfHosted } = destination;
  return (
    <p>
      To {name}
      {Object.entries(fields).map(([field, text]) => (
        <span key={field}>
          , {field} <strong>{text}</strong>
        </span>
      ))}
      {institution && `, kept by ${institution}`}
      {selfHosted && ', whose keys the beneficiary has'}.
    </p>
  );
}

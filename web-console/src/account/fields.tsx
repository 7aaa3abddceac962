import {
  PasswordInput,
  type PasswordInputProps,
  TextInput,
  type TextInputProps,
} from '@mantine/core';

const SHORTEST_PASSWORD = 15;

export const FullNameField = (props: TextInputProps) => (
  <TextInput label="Full name" autoComplete="name" required maxLength={200} {...props} />
);

export const EmailField = (props: TextInputProps) => (
  <TextInput
    label="E-mail"
    type="email"
    autoComplete="username"
    required
    maxLength={254}
    {...props}
  />
);

export const PasswordField = (props: PasswordInputProps) => (
  <PasswordInput
    label="Password"
    autoComplete="current-password"
    required
    maxLength={256}
    {...props}
  />
);

export const NewPasswordField = (props: PasswordInputProps) => (
  <PasswordField
    description={`At least ${SHORTEST_PASSWORD} characters. A sentence is easy to keep in mind.`}
    autoComplete="new-password"
    minLength={SHORTEST_PASSWORD}
    {...props}
  />
);

export { emailAlerts } from './email-alerts.ts';
export type { AlertMail, EmailAlertsOptions, MailTransport } from './email-alerts.ts';

// Written from the schemas in packages/wire/src/app-server; a test keeps it equal to them.

/**
 * The JSON-RPC protocol of the gateway: methods by name with params and result, notifications by name.
 */
export interface AppServerProtocol {
  methods: {
    initialize: {
      params: {
        clientInfo: {
          name: string
          title?: string | null
          version: string
        }
        capabilities?: {
          experimentalApi?: boolean | null
          optOutNotificationMethods?: string[] | null
        } | null
      }
      result: {
        userAgent: string
        codexHome: string
        platformFamily: string
        platformOs: string
      }
    }
    'thread/start': {
      params: {
        cwd?: string | null
        model?: string | null
        ephemeral?: boolean | null
        config?: {} | null
      }
      result: {
        thread: {
          id: string
          sessionId: string
          preview: string
          ephemeral: boolean
          projectId: string | null
          historyMode: 'legacy'
          modelProvider: string
          model: string | null
          createdAt: number
          updatedAt: number
          recencyAt: number | null
          status: {
            type: 'idle'
          }
          path: null
          cwd: string
          cliVersion: string
          originator: string | null
          source: 'appServer'
          name: string | null
          gitInfo: null
          turns: {
            [k: string]: unknown
          }[]
        }
        model: string
        modelProvider: string
        serviceTier: null
        cwd: string
        runtimeWorkspaceRoots: string[]
        instructionSources: string[]
        approvalPolicy: 'on-request'
        approvalsReviewer: 'user'
        sandbox: {
          type: 'readOnly'
          networkAccess: false
        }
        reasoningEffort: null
      }
    }
    'thread/realtime/start': {
      params: {
        threadId: string
        outputModality: 'text' | 'audio'
        transport?:
          | (
              | {
                  type: 'websocket'
                }
              | {
                  type: 'webrtc'
                  sdp: string
                }
              | {
                  type: 'existingCall'
                  callId: string
                }
            )
          | null
        version?: ('v1' | 'v2' | 'v3') | null
        model?: string | null
        voice?: string | null
        prompt?: string | null
        includeStartupContext?: boolean | null
        initialItems?:
          | {
              role: 'user' | 'developer' | 'assistant'
              text: string
            }[]
          | null
        realtimeSessionId?: string | null
        realtimeStartInstructions?: string | null
        realtimeEndInstructions?: string | null
        clientManagedHandoffs?: boolean | null
        delegationAckFiller?: boolean | null
        flushTranscriptTailOnSessionEnd?: boolean | null
        codexResponsesAsItems?: boolean | null
        codexResponseItemPrefix?: string | null
        codexResponseHandoffMode?: unknown
        codexResponseHandoffChannelPrefixes?: unknown
      }
      result: {}
    }
    'thread/realtime/appendAudio': {
      params: {
        threadId: string
        audio: {
          data: string
          sampleRate: number
          numChannels: number
          samplesPerChannel?: number | null
          itemId?: string | null
        }
      }
      result: {}
    }
    'thread/realtime/appendText': {
      params: {
        threadId: string
        text: string
        role?: ('user' | 'developer' | 'assistant') | null
      }
      result: {}
    }
    'thread/realtime/appendSpeech': {
      params: {
        threadId: string
        text: string
      }
      result: {}
    }
    'thread/realtime/stop': {
      params: {
        threadId: string
      }
      result: {}
    }
    'thread/realtime/listVoices': {
      params: {} | null
      result: {
        voices: {
          v1: string[]
          v2: string[]
          defaultV1: string
          defaultV2: string
        }
      }
    }
    'conversation/start': {
      params: {
        workingDirectory?: string | null
        voice?: {
          version?: ('v1' | 'v2' | 'v3') | null
          outputModality?: ('text' | 'audio') | null
          model?: string | null
          voice?: string | null
          prompt?: string | null
        } | null
      }
      result: {
        conversation: {
          conversationId: string
          createdAtMs: number
          sequence: number
          voice: {
            sessionId: string
            version: 'v1' | 'v2' | 'v3'
            phase: 'connecting' | 'open'
          } | null
          microphone: {
            isOwner: boolean
            isTaken: boolean
          }
          transcript: {
            role: 'user' | 'assistant'
            text: string
            itemId: string | null
            startMs: number
            endMs: number
            isInterrupted: boolean
            heardText: string | null
          }[]
          tasks: {
            taskId: string
            number: number
            input: string
            phase:
              | 'accepted'
              | 'running'
              | 'needs-approval'
              | 'needs-input'
              | 'finished'
              | 'failed'
              | 'cancelled'
              | 'timed-out'
            acceptedAtMs: number
            isCancelling: boolean
            result: string | null
            error: string | null
          }[]
          approvals: {
            taskId: string
            permissionId: string
            toolKind: string
            title: string
            isOutside: boolean
            details: {
              command?: string
              workingDirectory?: string
              paths?: string[]
              diff?: string
              reason?: string
            } | null
            way: 'allow' | 'voice' | 'screen' | 'deny'
            phase: 'asked' | 'heard' | 'granted' | 'denied' | 'expired'
            askedAtMs: number
            expiresAtMs: number
            answer: {
              decision: 'granted' | 'denied'
              by: string
              atMs: number
              clientName: string | null
            } | null
          }[]
          questions: {
            taskId: string
            questionId: string
            question: string
            choices: string[]
            isSecret: boolean
            way: 'voice' | 'screen'
          }[]
          deliveries: {
            deliveryId: string
            taskId: string
            kind: 'result' | 'update' | 'question' | 'inquiry' | 'speech'
            phase: 'pending' | 'sent' | 'spoken' | 'heard' | 'missed'
            text: string | null
            isAcknowledged: boolean
          }[]
          usage: {
            responseCount: number
            transcriptionCount: number
            totalTokens: number
            byModel: {
              [k: string]: unknown
            }
            cost: {
              amount: number
              currency: string
              pricedAt: string
              unpricedModels: string[]
            }
            budget: 'within' | 'passed'
          } | null
        }
      }
    }
    'conversation/startVoice': {
      params: {
        conversationId: string
        voice?: {
          version?: ('v1' | 'v2' | 'v3') | null
          outputModality?: ('text' | 'audio') | null
          model?: string | null
          voice?: string | null
          prompt?: string | null
        } | null
      }
      result: {}
    }
    'conversation/stopVoice': {
      params: {
        conversationId: string
      }
      result: {}
    }
    'conversation/list': {
      params: {} | null
      result: {
        conversations: {
          conversationId: string
          isLive: boolean
          title: string | null
          createdAtMs: number
          openTaskCount: number
          undeliveredCount: number
          hasVoice: boolean
        }[]
      }
    }
    'conversation/read': {
      params: {
        conversationId: string
      }
      result: {
        conversation: {
          conversationId: string
          createdAtMs: number
          sequence: number
          voice: {
            sessionId: string
            version: 'v1' | 'v2' | 'v3'
            phase: 'connecting' | 'open'
          } | null
          microphone: {
            isOwner: boolean
            isTaken: boolean
          }
          transcript: {
            role: 'user' | 'assistant'
            text: string
            itemId: string | null
            startMs: number
            endMs: number
            isInterrupted: boolean
            heardText: string | null
          }[]
          tasks: {
            taskId: string
            number: number
            input: string
            phase:
              | 'accepted'
              | 'running'
              | 'needs-approval'
              | 'needs-input'
              | 'finished'
              | 'failed'
              | 'cancelled'
              | 'timed-out'
            acceptedAtMs: number
            isCancelling: boolean
            result: string | null
            error: string | null
          }[]
          approvals: {
            taskId: string
            permissionId: string
            toolKind: string
            title: string
            isOutside: boolean
            details: {
              command?: string
              workingDirectory?: string
              paths?: string[]
              diff?: string
              reason?: string
            } | null
            way: 'allow' | 'voice' | 'screen' | 'deny'
            phase: 'asked' | 'heard' | 'granted' | 'denied' | 'expired'
            askedAtMs: number
            expiresAtMs: number
            answer: {
              decision: 'granted' | 'denied'
              by: string
              atMs: number
              clientName: string | null
            } | null
          }[]
          questions: {
            taskId: string
            questionId: string
            question: string
            choices: string[]
            isSecret: boolean
            way: 'voice' | 'screen'
          }[]
          deliveries: {
            deliveryId: string
            taskId: string
            kind: 'result' | 'update' | 'question' | 'inquiry' | 'speech'
            phase: 'pending' | 'sent' | 'spoken' | 'heard' | 'missed'
            text: string | null
            isAcknowledged: boolean
          }[]
          usage: {
            responseCount: number
            transcriptionCount: number
            totalTokens: number
            byModel: {
              [k: string]: unknown
            }
            cost: {
              amount: number
              currency: string
              pricedAt: string
              unpricedModels: string[]
            }
            budget: 'within' | 'passed'
          } | null
        }
      }
    }
    'conversation/resume': {
      params: {
        conversationId: string
      }
      result: {
        conversation: {
          conversationId: string
          createdAtMs: number
          sequence: number
          voice: {
            sessionId: string
            version: 'v1' | 'v2' | 'v3'
            phase: 'connecting' | 'open'
          } | null
          microphone: {
            isOwner: boolean
            isTaken: boolean
          }
          transcript: {
            role: 'user' | 'assistant'
            text: string
            itemId: string | null
            startMs: number
            endMs: number
            isInterrupted: boolean
            heardText: string | null
          }[]
          tasks: {
            taskId: string
            number: number
            input: string
            phase:
              | 'accepted'
              | 'running'
              | 'needs-approval'
              | 'needs-input'
              | 'finished'
              | 'failed'
              | 'cancelled'
              | 'timed-out'
            acceptedAtMs: number
            isCancelling: boolean
            result: string | null
            error: string | null
          }[]
          approvals: {
            taskId: string
            permissionId: string
            toolKind: string
            title: string
            isOutside: boolean
            details: {
              command?: string
              workingDirectory?: string
              paths?: string[]
              diff?: string
              reason?: string
            } | null
            way: 'allow' | 'voice' | 'screen' | 'deny'
            phase: 'asked' | 'heard' | 'granted' | 'denied' | 'expired'
            askedAtMs: number
            expiresAtMs: number
            answer: {
              decision: 'granted' | 'denied'
              by: string
              atMs: number
              clientName: string | null
            } | null
          }[]
          questions: {
            taskId: string
            questionId: string
            question: string
            choices: string[]
            isSecret: boolean
            way: 'voice' | 'screen'
          }[]
          deliveries: {
            deliveryId: string
            taskId: string
            kind: 'result' | 'update' | 'question' | 'inquiry' | 'speech'
            phase: 'pending' | 'sent' | 'spoken' | 'heard' | 'missed'
            text: string | null
            isAcknowledged: boolean
          }[]
          usage: {
            responseCount: number
            transcriptionCount: number
            totalTokens: number
            byModel: {
              [k: string]: unknown
            }
            cost: {
              amount: number
              currency: string
              pricedAt: string
              unpricedModels: string[]
            }
            budget: 'within' | 'passed'
          } | null
        }
      }
    }
    'conversation/export': {
      params: {
        conversationId: string
        format: 'markdown' | 'json' | 'webvtt'
        title?: string | null
      }
      result: {
        content: string
        mediaType: string
      }
    }
    'conversation/subscribe': {
      params: {
        conversationId: string
        after?: number | null
        audio?: boolean | null
      }
      result: {
        sequence: number
        replayed: number
        gap: {
          from: number
          to: number
        } | null
      }
    }
    'conversation/unsubscribe': {
      params: {
        conversationId: string
      }
      result: {}
    }
    'conversation/claimMicrophone': {
      params: {
        conversationId: string
      }
      result: {}
    }
    'conversation/releaseMicrophone': {
      params: {
        conversationId: string
      }
      result: {}
    }
    'conversation/sendText': {
      params: {
        conversationId: string
        text: string
      }
      result: {}
    }
    'conversation/sendAudio': {
      params: {
        conversationId: string
        audio: {
          data: string
          sampleRate: number
          numChannels: number
          samplesPerChannel?: number | null
          itemId?: string | null
        }
      }
      result: {}
    }
    'conversation/stopSpeaking': {
      params: {
        conversationId: string
      }
      result: {}
    }
    'conversation/stopAll': {
      params: {
        conversationId: string
      }
      result: {}
    }
    'conversation/reportPlayed': {
      params: {
        conversationId: string
        itemId: string
        playedMs: number
      }
      result: {}
    }
    'task/list': {
      params: {
        conversationId: string
      }
      result: {
        tasks: {
          taskId: string
          number: number
          input: string
          phase:
            | 'accepted'
            | 'running'
            | 'needs-approval'
            | 'needs-input'
            | 'finished'
            | 'failed'
            | 'cancelled'
            | 'timed-out'
          acceptedAtMs: number
          isCancelling: boolean
          result: string | null
          error: string | null
        }[]
      }
    }
    'task/read': {
      params: {
        conversationId: string
        taskId: string
      }
      result: {
        task: {
          taskId: string
          number: number
          input: string
          phase:
            | 'accepted'
            | 'running'
            | 'needs-approval'
            | 'needs-input'
            | 'finished'
            | 'failed'
            | 'cancelled'
            | 'timed-out'
          acceptedAtMs: number
          isCancelling: boolean
          result: string | null
          error: string | null
        }
        approvals: {
          taskId: string
          permissionId: string
          toolKind: string
          title: string
          isOutside: boolean
          details: {
            command?: string
            workingDirectory?: string
            paths?: string[]
            diff?: string
            reason?: string
          } | null
          way: 'allow' | 'voice' | 'screen' | 'deny'
          phase: 'asked' | 'heard' | 'granted' | 'denied' | 'expired'
          askedAtMs: number
          expiresAtMs: number
          answer: {
            decision: 'granted' | 'denied'
            by: string
            atMs: number
            clientName: string | null
          } | null
        }[]
        questions: {
          taskId: string
          questionId: string
          question: string
          choices: string[]
          isSecret: boolean
          way: 'voice' | 'screen'
        }[]
        deliveries: {
          deliveryId: string
          taskId: string
          kind: 'result' | 'update' | 'question' | 'inquiry' | 'speech'
          phase: 'pending' | 'sent' | 'spoken' | 'heard' | 'missed'
          text: string | null
          isAcknowledged: boolean
        }[]
      }
    }
    'task/cancel': {
      params: {
        conversationId: string
        taskId: string
      }
      result: {}
    }
    'task/steer': {
      params: {
        conversationId: string
        taskId: string
        text: string
      }
      result: {}
    }
    'task/answer': {
      params: {
        conversationId: string
        taskId: string
        permissionId: string
        decision: 'granted' | 'denied'
      }
      result: {
        isAccepted: boolean
        approval: {
          taskId: string
          permissionId: string
          toolKind: string
          title: string
          isOutside: boolean
          details: {
            command?: string
            workingDirectory?: string
            paths?: string[]
            diff?: string
            reason?: string
          } | null
          way: 'allow' | 'voice' | 'screen' | 'deny'
          phase: 'asked' | 'heard' | 'granted' | 'denied' | 'expired'
          askedAtMs: number
          expiresAtMs: number
          answer: {
            decision: 'granted' | 'denied'
            by: string
            atMs: number
            clientName: string | null
          } | null
        }
      }
    }
    'task/reply': {
      params: {
        conversationId: string
        taskId: string
        questionId: string
        text: string
      }
      result: {}
    }
    'delivery/list': {
      params: {
        conversationId: string
      }
      result: {
        deliveries: {
          deliveryId: string
          taskId: string
          kind: 'result' | 'update' | 'question' | 'inquiry' | 'speech'
          phase: 'pending' | 'sent' | 'spoken' | 'heard' | 'missed'
          text: string | null
          isAcknowledged: boolean
        }[]
      }
    }
    'delivery/acknowledge': {
      params: {
        conversationId: string
        deliveryId: string
      }
      result: {}
    }
    'usage/read': {
      params: {
        conversationId: string
      }
      result: {
        usage: {
          responseCount: number
          transcriptionCount: number
          totalTokens: number
          byModel: {
            [k: string]: unknown
          }
          cost: {
            amount: number
            currency: string
            pricedAt: string
            unpricedModels: string[]
          }
          budget: 'within' | 'passed'
        } | null
      }
    }
  }
  notifications: {
    'thread/started': {
      thread: {
        id: string
        sessionId: string
        preview: string
        ephemeral: boolean
        projectId: string | null
        historyMode: 'legacy'
        modelProvider: string
        model: string | null
        createdAt: number
        updatedAt: number
        recencyAt: number | null
        status: {
          type: 'idle'
        }
        path: null
        cwd: string
        cliVersion: string
        originator: string | null
        source: 'appServer'
        name: string | null
        gitInfo: null
        turns: {
          [k: string]: unknown
        }[]
      }
    }
    'thread/realtime/started': {
      threadId: string
      realtimeSessionId: string | null
      version: 'v1' | 'v2' | 'v3'
    }
    'thread/realtime/itemAdded': {
      threadId: string
      item: unknown
    }
    'thread/realtime/item/started': {
      threadId: string
      item:
        | {
            id: string
            realtimeSessionId: string
            type: 'realtimeSessionStarted'
          }
        | {
            id: string
            realtimeSessionId: string
            type: 'transcriptSegment'
            role: 'user' | 'assistant'
            text: string
          }
        | {
            id: string
            realtimeSessionId: string
            type: 'realtimeSessionClosed'
            outcome: 'ended' | 'failed'
          }
    }
    'thread/realtime/item/transcript/delta': {
      threadId: string
      itemId: string
      delta: string
    }
    'thread/realtime/item/completed': {
      threadId: string
      item:
        | {
            id: string
            realtimeSessionId: string
            type: 'realtimeSessionStarted'
          }
        | {
            id: string
            realtimeSessionId: string
            type: 'transcriptSegment'
            role: 'user' | 'assistant'
            text: string
          }
        | {
            id: string
            realtimeSessionId: string
            type: 'realtimeSessionClosed'
            outcome: 'ended' | 'failed'
          }
    }
    'thread/realtime/transcript/delta': {
      threadId: string
      role: 'user' | 'assistant'
      delta: string
    }
    'thread/realtime/transcript/done': {
      threadId: string
      role: 'user' | 'assistant'
      text: string
    }
    'thread/realtime/outputAudio/delta': {
      threadId: string
      audio: {
        data: string
        sampleRate: number
        numChannels: number
        samplesPerChannel?: number | null
        itemId?: string | null
      }
    }
    'thread/realtime/sdp': {
      threadId: string
      sdp: string
    }
    'thread/realtime/error': {
      threadId: string
      message: string
    }
    'thread/realtime/closed': {
      threadId: string
      reason: string | null
    }
    error: {
      threadId: string
      error: {
        message: string
        codexErrorInfo: 'badRequest'
        additionalDetails: null
      }
      willRetry: boolean
      turnId: string
    }
    'conversation/event': {
      conversationId: string
      sequence: number
      atMs: number
      event: {
        type: string
      }
    }
    'conversation/audio': {
      conversationId: string
      audio: {
        data: string
        sampleRate: number
        numChannels: number
        samplesPerChannel?: number | null
        itemId?: string | null
      }
    }
    'conversation/playbackStopped': {
      conversationId: string
    }
    'conversation/microphone': {
      conversationId: string
      isOwner: boolean
    }
  }
}

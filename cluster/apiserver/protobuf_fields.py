"""The numbers of fields on the wire, as the generated.proto files of Kubernetes say them.

A struct a paragraph. `4* name` is a pointer in Go: a zero means zero there, and elsewhere that nothing was said.
`1 <LocalObjectReference>` lies in a message of its own on the wire, but not in JSON. Types are those of `schema`,
unless one follows a colon.
"""

FIELDS = """
ObjectMeta
1 name 2 generateName 3 namespace 4 selfLink 5 uid 6 resourceVersion 7 generation 8 creationTimestamp
9 deletionTimestamp 10* deletionGracePeriodSeconds 11 labels 12 annotations 13 ownerReferences 14 finalizers

OwnerReference
1 kind 3 name 4 uid 5 apiVersion 6* controller 7* blockOwnerDeletion

LabelSelector
1 matchLabels 2 matchExpressions

LabelSelectorRequirement
1 key 2 operator 3 values

LocalObjectReference
1 name

ObjectReference
1 kind 2 namespace 3 name 4 uid 5 apiVersion 6 resourceVersion 7 fieldPath

ConfigMap
1 metadata 2 data 3 binaryData:map[bytes] 4* immutable

Secret
1 metadata 2 data:map[bytes] 3 type 4 stringData 5* immutable

ServiceAccount
1 metadata 2 secrets 3 imagePullSecrets 4* automountServiceAccountToken

Namespace
1 metadata 2 spec

NamespaceSpec
1 finalizers

ResourceQuota
1 metadata 2 spec

ResourceQuotaSpec
1 hard 2 scopes

Service
1 metadata 2 spec

ServiceSpec
1 ports 2 selector 3 clusterIP 4 type 5 externalIPs 7 sessionAffinity 8 loadBalancerIP 9 loadBalancerSourceRanges
10 externalName 11 externalTrafficPolicy 12 healthCheckNodePort 13 publishNotReadyAddresses 17 ipFamilyPolicy
18 clusterIPs 19 ipFamilies 20* allocateLoadBalancerNodePorts 21 loadBalancerClass 22 internalTrafficPolicy
23 trafficDistribution

ServicePort
1 name 2 protocol 3 port 4 targetPort 5 nodePort 6 appProtocol

Pod
1 metadata 2 spec

Deployment
1 metadata 2 spec

DeploymentSpec
1* replicas 2 selector 3 template 4 strategy 5 minReadySeconds 6* revisionHistoryLimit 7 paused
9* progressDeadlineSeconds

DeploymentStrategy
1 type 2 rollingUpdate

RollingUpdateDeployment
1* maxUnavailable 2* maxSurge

Job
1 metadata 2 spec

JobSpec
1* parallelism 2* completions 3* activeDeadlineSeconds 4 selector 5* manualSelector 6 template 7* backoffLimit
8* ttlSecondsAfterFinished 9 completionMode 10* suspend 12* backoffLimitPerIndex 13* maxFailedIndexes
14 podReplacementPolicy 15 managedBy

CronJob
1 metadata 2 spec

CronJobSpec
1 schedule 2* startingDeadlineSeconds 3 concurrencyPolicy 4* suspend 5 jobTemplate 6* successfulJobsHistoryLimit
7* failedJobsHistoryLimit 8 timeZone

JobTemplateSpec
1 metadata 2 spec

HorizontalPodAutoscaler
1 metadata 2 spec

HorizontalPodAutoscalerSpec
1 scaleTargetRef 2* minReplicas 3 maxReplicas 4* targetCPUUtilizationPercentage:int32

CrossVersionObjectReference
1 kind 2 name 3 apiVersion

PodDisruptionBudget
1 metadata 2 spec

PodDisruptionBudgetSpec
1* minAvailable 2 selector 3* maxUnavailable 4 unhealthyPodEvictionPolicy

PriorityClass
1 metadata 2 value 3 globalDefault 4 description 5 preemptionPolicy

Ingress
1 metadata 2 spec

IngressSpec
1 defaultBackend 2 tls 3 rules 4 ingressClassName

IngressTLS
1 hosts 2 secretName

IngressRule
1 host 2 <IngressRuleValue>

IngressRuleValue
1 http:HTTPIngressRuleValue

HTTPIngressRuleValue
1 paths

HTTPIngressPath
1 path 2 backend 3 pathType

IngressBackend
3 resource 4 service

TypedLocalObjectReference
1 apiGroup 2 kind 3 name

IngressServiceBackend
1 name 2 port

ServiceBackendPort
1 name 2 number

Role
1 metadata 2 rules

ClusterRole
1 metadata 2 rules 3 aggregationRule

AggregationRule
1 clusterRoleSelectors

PolicyRule
1 verbs 2 apiGroups 3 resources 4 resourceNames 5 nonResourceURLs

RoleBinding
1 metadata 2 subjects 3 roleRef

ClusterRoleBinding
1 metadata 2 subjects 3 roleRef

Subject
1 kind 2 apiGroup 3 name 4 namespace

RoleRef
1 apiGroup 2 kind 3 name

PodTemplateSpec
1 metadata 2 spec

PodSpec
1 volumes 2 containers 3 restartPolicy 4* terminationGracePeriodSeconds 5* activeDeadlineSeconds 6 dnsPolicy
7 nodeSelector 8 serviceAccountName 9 serviceAccount 10 nodeName 11 hostNetwork 12 hostPID 13 hostIPC
14 securityContext 15 imagePullSecrets 16 hostname 17 subdomain 18 affinity 19 schedulerName
20 initContainers 21* automountServiceAccountToken 22 tolerations 23 hostAliases 24 priorityClassName 25* priority
26 dnsConfig 27* shareProcessNamespace 28 readinessGates 29 runtimeClassName
30* enableServiceLinks 31 preemptionPolicy 32 overhead 33 topologySpreadConstraints 35* setHostnameAsFQDN
36 os 37* hostUsers 38 schedulingGates

PodSecurityContext
1 seLinuxOptions 2* runAsUser 3* runAsNonRoot 4 supplementalGroups
5* fsGroup 6* runAsGroup 7 sysctls 9 fsGroupChangePolicy
10 seccompProfile 11 appArmorProfile 12 supplementalGroupsPolicy
13 seLinuxChangePolicy

SELinuxOptions
1 user 2 role 3 type 4 level

SeccompProfile
1 type 2* localhostProfile

AppArmorProfile
1 type 2* localhostProfile

Sysctl
1 name 2 value

PodDNSConfigOption
1 name 2* value

HTTPHeader
1 name 2 value

PodOS
1 name

PodSchedulingGate
1 name

PodDNSConfig
1 nameservers 2 searches 3 options

PodReadinessGate
1 conditionType

Container
1 name 2 image 3 command 4 args 5 workingDir 6 ports 7 env 8 resources 9 volumeMounts 10 livenessProbe
11 readinessProbe 12 lifecycle 13 terminationMessagePath 14 imagePullPolicy 15 securityContext
16 stdin 17 stdinOnce 18 tty 19 envFrom 20 terminationMessagePolicy 22 startupProbe 24 restartPolicy

SecurityContext
1 capabilities 2* privileged 3 seLinuxOptions 4* runAsUser
5* runAsNonRoot 6* readOnlyRootFilesystem 7* allowPrivilegeEscalation 8* runAsGroup
9 procMount 11 seccompProfile 12 appArmorProfile

Capabilities
1 add 2 drop

ContainerPort
1 name 2 hostPort 3 containerPort 4 protocol 5 hostIP

EnvVar
1 name 2 value 3 valueFrom

EnvVarSource
1 fieldRef 2 resourceFieldRef 3 configMapKeyRef 4 secretKeyRef

ObjectFieldSelector
1 apiVersion 2 fieldPath

ResourceFieldSelector
1 containerName 2 resource 3 divisor

KeySelector
1 <LocalObjectReference> 2 key 3* optional

EnvFromSource
1 prefix 2 configMapRef 3 secretRef

SourceRef
1 <LocalObjectReference> 2* optional

ResourceRequirements
1 limits 2 requests

VolumeMount
1 name 2 readOnly 3 mountPath 4 subPath 5 mountPropagation 6 subPathExpr 7 recursiveReadOnly

Probe
1 <ProbeHandler> 2 initialDelaySeconds 3 timeoutSeconds 4 periodSeconds 5 successThreshold 6 failureThreshold
7* terminationGracePeriodSeconds

ProbeHandler
1 exec:ExecAction 2 httpGet:HTTPGetAction 3 tcpSocket:TCPSocketAction 4 grpc:GRPCAction

GRPCAction
1 port 2* service

ExecAction
1 command

HTTPGetAction
1 path 2 port 3 host 4 scheme 5 httpHeaders

TCPSocketAction
1 port 2 host

Lifecycle
1 postStart 2 preStop 3 stopSignal

LifecycleHandler
1 exec 2 httpGet 3 tcpSocket 4 sleep

SleepAction
1* seconds

Volume
1 name 2 <VolumeSource>

VolumeSource
1 hostPath:HostPathVolumeSource 2 emptyDir:EmptyDirVolumeSource 6 secret:SecretVolumeSource
7 nfs:NFSVolumeSource 10 persistentVolumeClaim:PersistentVolumeClaimVolumeSource
16 downwardAPI:DownwardAPIVolumeSource 19 configMap:ConfigMapVolumeSource 26 projected:ProjectedVolumeSource

HostPathVolumeSource
1 path 2* type

EmptyDirVolumeSource
1 medium 2 sizeLimit

NFSVolumeSource
1 server 2 path 3 readOnly

SecretVolumeSource
1 secretName 2 items 3* defaultMode 4* optional

ConfigMapVolumeSource
1 <LocalObjectReference> 2 items 3* defaultMode 4* optional

KeyToPath
1 key 2 path 3* mode

PersistentVolumeClaimVolumeSource
1 claimName 2 readOnly

DownwardAPIVolumeSource
1 items 2* defaultMode

DownwardAPIVolumeFile
1 path 2 fieldRef 3 resourceFieldRef 4* mode

ProjectedVolumeSource
1 sources 2* defaultMode

VolumeProjection
1 secret 2 downwardAPI 3 configMap
4 serviceAccountToken

SecretProjection
1 <LocalObjectReference> 2 items 4* optional

ConfigMapProjection
1 <LocalObjectReference> 2 items 4* optional

ServiceAccountTokenProjection
1 audience 2* expirationSeconds 3 path

Toleration
1 key 2 operator 3 value 4 effect 5* tolerationSeconds

HostAlias
1 ip 2 hostnames

Affinity
1 nodeAffinity 2 podAffinity 3 podAntiAffinity

NodeAffinity
1 requiredDuringSchedulingIgnoredDuringExecution 2 preferredDuringSchedulingIgnoredDuringExecution

NodeSelector
1 nodeSelectorTerms

NodeSelectorTerm
1 matchExpressions 2 matchFields

PreferredSchedulingTerm
1 weight 2 preference

PodAffinity
1 requiredDuringSchedulingIgnoredDuringExecution 2 preferredDuringSchedulingIgnoredDuringExecution

PodAffinityTerm
1 labelSelector 2 namespaces 3 topologyKey 4 namespaceSelector 5 matchLabelKeys 6 mismatchLabelKeys

WeightedPodAffinityTerm
1 weight 2 podAffinityTerm

TopologySpreadConstraint
1 maxSkew 2 topologyKey 3 whenUnsatisfiable 4 labelSelector 5* minDomains 6 nodeAffinityPolicy
7 nodeTaintsPolicy 8 matchLabelKeys
"""
